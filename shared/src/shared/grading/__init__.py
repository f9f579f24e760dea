"""Grading one assignment in isolation: what decides the score never imports what a student wrote.

The rooms, in reading order (README.md has a picture):

    assignment/  the rubric, the student's project, the zip for Gradescope
    hand_ins/    the rubric's files out of a folder or an archive
    walls/       the sandboxes
    remote/      objects in the student's process, and stand-ins for them here
    grades/      one grade, in each platform's form
    judging/     the judge, what checks compare with, proofs of a rubric
    mutation/    mistakes put into the reference, to find what no check sees
    classes/     many hand-ins, their tables, who resembles whom

This module imports nothing, since the student's process imports it too; nor do the rooms' own.
"""
