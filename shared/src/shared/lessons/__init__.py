"""Lessons: MyST notebooks that run, include their code from the source, and never copy it.

Read `lesson.py` for what a lesson is, `rules.py` for what each one has, then `running.py` and
`notebooks.py`. `python -m shared.lessons check|run|notebooks` works on an assignment's folder.
"""
