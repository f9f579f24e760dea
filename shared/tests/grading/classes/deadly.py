"""A Dask preload for the tests: whoever takes Mallory's hand-in dies, as for want of memory."""

import os

from shared.grading.classes import judges

JUDGE = getattr(judges.judge_here, "real", judges.judge_here)  # Dask loads this twice


def deadly(task, project=None):
    """Judge, or die."""
    if task.name == "mallory":
        os._exit(9)
    return JUDGE(task, project)


deadly.real = JUDGE
judges.judge_here = deadly
