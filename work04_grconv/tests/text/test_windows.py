"""Windows of a text."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.text.windows import consecutive_windows, random_windows


@given(st.integers(20, 60), st.integers(1, 3), st.integers(2, 6), st.integers(0, 9))
def test_windows_hold_the_text_and_its_next_tokens(
    size: int, batch: int, time: int, seed: int
) -> None:
    text = torch.arange(size)
    generator = torch.Generator().manual_seed(seed)
    seen: list[int] = []
    for inputs, targets in random_windows(text, batch, time, generator):
        assert torch.equal(targets, inputs + 1)
        assert torch.equal(inputs[:, 1:], inputs[:, :-1] + 1)
        seen += inputs.flatten().tolist()
    assert len(seen) == len(set(seen))
    assert len(seen) >= size - 1 - time * (batch + 1)

    end = None
    for inputs, targets in consecutive_windows(text, batch, time, generator):
        assert torch.equal(targets, inputs + 1)
        assert end is None or torch.equal(inputs[:, 0], end + 1), "a row goes on where it ended"
        end = inputs[:, -1]
