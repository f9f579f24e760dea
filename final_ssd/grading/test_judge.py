"""The judge, on this assignment: full marks, none, and none for each wrong solution."""

from pathlib import Path

from shared.grading.judge_tests import JudgeTests
from shared.grading.rubric import load_rubric


class TestJudge(JudgeTests):
    rubric = load_rubric(Path(__file__).parent.parent)
