"""Grading one assignment in isolation: what decides the score never imports what a student wrote.

This module imports nothing, since the student's process imports it too.
"""
