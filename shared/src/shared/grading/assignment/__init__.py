"""An assignment as its teachers wrote it: what is asked, and what is handed out.

Read rubric (which functions, how many points, which checks), starter (the student's project),
bodies (how answers are taken out of a file, and put back), then autograder (the zip for Gradescope).
"""
