"""Smoothed cross-entropy equals torch's."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.text.sentences import PADDING


@given(
    seed=st.integers(0, 1000), tokens=st.integers(2, 8), smoothing=st.sampled_from([0.0, 0.1, 0.4])
)
@settings(max_examples=30, deadline=None)
def test_smoothed_cross_entropy_equals_torchs(seed: int, tokens: int, smoothing: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(tokens, 7, generator=generator, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(7, (tokens,), generator=generator)
    targets[0], targets[-1] = 3, PADDING
    ours = smoothed_cross_entropy(logits, targets, smoothing, PADDING)
    theirs = cross_entropy(logits, targets, label_smoothing=smoothing, ignore_index=PADDING)
    torch.testing.assert_close(ours, theirs)
    gradients = [torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs)]
    torch.testing.assert_close(*gradients)
