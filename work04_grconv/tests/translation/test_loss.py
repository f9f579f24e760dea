"""The masked loss against torch."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.text.vocabulary import PAD
from work04_grconv.translation.loss import masked_loss


@given(st.integers(0, 99))
def test_the_masked_loss_is_torchs_with_padding_ignored(seed: int) -> None:
    torch.manual_seed(seed)
    logits = torch.randn(3, 4, 6, dtype=torch.float64)
    targets = torch.randint(0, 6, (3, 4))
    targets[0, 0] = 1
    expected = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=PAD
    )
    torch.testing.assert_close(masked_loss(logits, targets), expected)
