"""Long texts and their windows."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.data.texts import InOrder, Sampling, Windows, cut_text
from work04_grconv.errors import TextError


def test_a_text_is_cut_into_training_part_and_held_out_end() -> None:
    train, held_out = cut_text("ab" * 20_000, 20_000)
    assert (len(train), len(held_out)) == (18_000, 2_000)
    assert train.endswith("ab")
    with pytest.raises(TextError, match="9 characters are too few"):
        cut_text("too short")


@pytest.mark.parametrize(
    ("length", "longest", "remedy"),
    [(100_000, 5, "a larger --characters"), (9, 5, "a longer text"), (9, 100, "a longer text")],
)
def test_the_remedy_for_too_few_characters_is_one_that_helps(
    length: int, longest: int, remedy: str
) -> None:
    with pytest.raises(TextError, match=f"[59] characters are too few .* take {remedy}"):
        cut_text("a" * length, longest)


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


@pytest.mark.parametrize("sampling", ["consecutive", "random"])
def test_a_pass_has_the_batches_that_each_start_leaves(sampling: Sampling) -> None:
    assert Windows(torch.arange(71), 1, 35, sampling="random", steps=1, seed=0).in_pass == 1
    for length in range(40, 60):
        text = torch.arange(length)
        windows = Windows(text, 3, 4, sampling=sampling, steps=1, seed=0)
        starts = (torch.Generator().manual_seed(seed) for seed in range(40))
        counts = [len(list(windows.windows(text, 3, 4, start))) for start in starts]
        assert windows.in_pass == min(counts)


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
