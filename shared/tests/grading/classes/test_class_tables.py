"""The class's tables count everyone, and no cell is taken for a formula."""

from shared.grading.classes.tables import class_table, histogram
from shared.grading.judging.judge import not_graded


def test_a_name_cannot_write_a_spreadsheets_formula(rubric):
    table = class_table(rubric, [not_graded(rubric, "=HYPERLINK(1)", "@cmd")])
    assert "'=HYPERLINK(1)" in table
    assert "'@cmd" in table


def test_the_histogram_counts_everyone(rubric):
    grades = [not_graded(rubric, name, "x") for name in "abc"]
    lines = histogram(rubric, grades).splitlines()
    assert len(lines) == 10
    assert [int(line.split()[-1]) for line in lines] == [3] + [0] * 9
