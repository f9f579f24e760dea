"""Long texts and their windows."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.data.texts import InOrder, Windows, cut_text
from work04_grconv.errors import TextError


def test_a_text_is_cut_into_training_part_and_held_out_end() -> None:
    train, held_out = cut_text("ab" * 20_000, 20_000)
    assert (len(train), len(held_out)) == (18_000, 2_000)
    assert train.endswith("ab")
    with pytest.raises(TextError, match="9 characters are too few"):
        cut_text("too short")


@pytest.mark.parametrize("length", [47, 60, 99, 100, 101])
def test_consecutive_windows_follow_one_another_through_the_epochs(length: int) -> None:
    text = torch.arange(length)
    windows = Windows(text, 4, 5, sampling="consecutive", steps=3, seed=1)
    before = None
    for step in range(9):
        windows.start(step // 3)
        inputs, targets = windows.__getitems__([step % 3])
        assert torch.equal(targets, inputs + 1)
        if step % windows.in_pass:
            assert before is not None
            assert torch.equal(inputs[:, 0], before[:, -1] + 1)
        before = inputs


@pytest.mark.parametrize("length", [48, 60, 99, 100, 101])
def test_random_windows_are_each_handed_out_once_in_a_pass(length: int) -> None:
    text = torch.arange(length)
    windows = Windows(text, 4, 5, sampling="random", steps=100, seed=1)
    windows.start(0)
    batches = [windows.__getitems__([step])[0] for step in range(windows.in_pass)]
    first = torch.cat([batch[:, 0] for batch in batches])
    assert len(first.unique()) == len(first)
    order = InOrder(7, None, training=True)
    order.start(2, first=4)
    assert list(order) == [[4], [5], [6]]


def test_a_text_that_is_too_short_is_named() -> None:
    with pytest.raises(TextError, match="20 characters to learn from are too few for 4 windows"):
        Windows(torch.arange(20), 4, 5, sampling="consecutive", steps=1, seed=0)
    with pytest.raises(TextError, match="--batch-size or --window"):
        Windows(torch.arange(20), 4, 5, sampling="random", steps=1, seed=0)
