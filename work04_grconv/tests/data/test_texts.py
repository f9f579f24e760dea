"""Texts for language models."""

from __future__ import annotations

from work04_grconv.data.texts import load_text


def test_the_standard_library_is_always_there() -> None:
    train, held_out = load_text("standard-library", longest=20_000)
    assert (len(train), len(held_out)) == (18_000, 2_000)
