"""What comes out: one grade, in the form of each platform.

Read grade, then formats (Gradescope, PrairieLearn, JUnit, JSON).
"""
