"""Copies are alike whatever was done to their names and layout."""

from shared.grading.classes.similarity import similar_pairs, tokens


def test_names_comments_and_layout_do_not_hide_a_copy():
    a = "def f(values):\n    # mine\n    return [v * 2 for v in values if v > 1]\n"
    b = "def f( numbers ):\n\n    return [n*2 for n in numbers\n            if n > 1]  # my own\n"
    assert tokens(a) == tokens(b)


def test_what_is_no_python_resembles_nothing(rubric):
    broken = {"a": {"work90_toy.sums": b"\xff\0("}, "b": {"work90_toy.sums": b"(" * 10_000}}
    assert similar_pairs(rubric, broken) == []
