"""Copies are alike whatever was done to their names and layout."""

import pytest

from shared.grading.classes.similarity import listed_pairs, shingles_of, similar_pairs, tokens
from shared.grading.walls import limited
from shared.grading.walls.limited import LimitError


def test_names_comments_and_layout_do_not_hide_a_copy():
    a = "def f(values):\n    # mine\n    return [v * 2 for v in values if v > 1]\n"
    b = "def f( numbers ):\n\n    return [n*2 for n in numbers\n            if n > 1]  # my own\n"
    assert tokens(a) == tokens(b)


def test_what_is_no_python_resembles_nothing(rubric):
    for source in (b"\xff\0(", b"(" * 10_000, b"def total(:"):
        assert shingles_of(rubric, {"work90_toy.sums": source}) == frozenset()
    assert similar_pairs({"a": frozenset(), "b": frozenset()}) == []


def test_a_copy_with_a_byte_order_mark_is_found(rubric):
    source = b"def total(x):\n    s = 0\n    for p in range(len(x)):\n        s = s + x[p]\n    return s\n"
    sets = {"a": shingles_of(rubric, {"work90_toy.sums": source})}
    sets["b"] = shingles_of(rubric, {"work90_toy.sums": b"\xef\xbb\xbf" + source})
    assert sets["a"]
    assert similar_pairs(sets) == [("a", "b", 1.0)]


def test_a_copy_in_another_encoding_is_found(rubric):
    source = b"def total(x):\n    s = 0\n    for p in range(len(x)):\n        s = s + x[p]\n    return s\n"
    sets = {"a": shingles_of(rubric, {"work90_toy.sums": source})}
    gbk = b"# coding: gbk\n# \xd7\xf7\n" + source
    sets["b"] = shingles_of(rubric, {"work90_toy.sums": gbk})
    assert similar_pairs(sets) == [("a", "b", 1.0)]


def test_a_ring_of_copies_hides_no_other_pair():
    ring = {f"ring {number}": frozenset("abc") for number in range(25)}
    couples = {
        f"{who} {number}": frozenset([f"x{number}", f"y{number}"])
        for number in range(100)
        for who in ("ann", "bob")
    }
    pairs = similar_pairs({**ring, **couples})
    assert len(pairs) == 300 + 100
    listed = listed_pairs(pairs)
    assert len(listed) < len(pairs)
    assert {name for pair in listed for name in pair[:2]} == {*ring, *couples}


def test_code_that_takes_long_to_parse_is_given_up(rubric, monkeypatch):
    monkeypatch.setattr(limited, "CPU_SECONDS", 1)
    source = b"def total(x):\n    return [" + b"0.1," * 2_000_000 + b"]\n"
    with pytest.raises(LimitError):
        shingles_of(rubric, {"work90_toy.sums": source})
