"""A class of students: every hand-in graded, tables of them, and who resembles whom.

Read batch, tables, then similarity.
"""
