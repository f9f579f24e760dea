"""A class of students: every hand-in graded, tables of them, and who resembles whom.

Read batch (the class), one (a hand-in of it), judges (processes that judge), machines (several
machines), tables, then similarity.
"""
