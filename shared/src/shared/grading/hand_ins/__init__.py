"""What a student handed in: the rubric's files, and nothing else.

Read hand_in (which file is which module), then archives (folders, zips and tars, read with limits).
"""
