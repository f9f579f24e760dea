"""BERT's masking rule."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.text.masking import draw_masks, mask_tokens


def test_eighty_ten_ten() -> None:
    tokens = torch.tensor([[7, 8, 9, 10, 11]])
    special = torch.tensor([[False, False, False, False, True]])
    chance = torch.tensor([[0.1199, 0.1201, 0.1351, 0.1501, 0.0]])
    others = torch.tensor([[20, 21, 22, 23, 24]])
    hidden, chosen = mask_tokens(tokens, special, chance, others, mask=4)
    assert hidden.tolist() == [[4, 21, 9, 10, 11]]
    assert chosen.tolist() == [[True, True, True, False, False]]
    hidden, chosen = mask_tokens(tokens, special, chance, others, 4, share=0.4)
    assert hidden.tolist() == [[4, 4, 4, 4, 11]]
    assert chosen.all(dim=1).item() is False


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_special_tokens_stay_and_what_is_not_chosen_stays(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randint(0, 12, (8, 10), generator=generator)
    hidden, chosen = draw_masks(tokens, tokens < 5, 4, 12, generator)
    assert not chosen[tokens < 5].any()
    assert torch.equal(hidden[~chosen], tokens[~chosen])


def test_shares_over_many_tokens() -> None:
    tokens = torch.full((200, 500), 7)
    special = torch.zeros_like(tokens, dtype=torch.bool)
    generator = torch.Generator().manual_seed(0)
    hidden, chosen = draw_masks(tokens, special, 4, 1000, generator)
    picked = hidden[chosen]
    assert chosen.double().mean().item() == pytest.approx(0.15, abs=0.005)
    assert (picked == 4).double().mean().item() == pytest.approx(0.8, abs=0.02)
    assert (picked == 7).double().mean().item() == pytest.approx(0.1, abs=0.02)
    assert len(picked.unique()) > 500
    again = draw_masks(tokens, special, 4, 1000, torch.Generator().manual_seed(0))
    assert torch.equal(again[0], hidden)
