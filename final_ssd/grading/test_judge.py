"""The judge, on this assignment: full marks, none, and none for each wrong solution."""

from pathlib import Path

from shared.grading.assignment.rubric import load_rubric
from shared.grading.judging.judge_tests import JudgeTests


class TestJudge(JudgeTests):
    rubric = load_rubric(Path(__file__).parent.parent)
