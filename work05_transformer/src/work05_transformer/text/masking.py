"""Masking: which tokens BERT must guess, and what it sees in their place (Devlin et al. 2019)."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


def mask_tokens(
    tokens: Int[Tensor, "batch positions"],
    is_special: Bool[Tensor, "batch positions"],
    chance: Float[Tensor, "batch positions"],
    others: Int[Tensor, "batch positions"],
    mask: int,
    share: float = 0.15,
) -> tuple[Int[Tensor, "batch positions"], Bool[Tensor, "batch positions"]]:
    """Choose a share of the tokens to be guessed, and hide most of them.

    Section 3.1 and appendix A.1. A token whose `chance` is below `share` is chosen. In its place stands
    [MASK] where chance is below 80 % of the share, another token where it is below 90 %, and the
    token itself else: no text has [MASK] later, so the model must learn to look at all tokens.

    Args:
        tokens: of the texts.
        is_special: True for [CLS], [SEP] and padding, which are never chosen.
        chance: a random number between 0 and 1 for each token.
        others: a random token for each.
        mask: the number of [MASK].
        share: of the tokens that are guessed.

    Returns:
        the texts with hidden tokens, and which tokens were chosen.
    """
    chosen = (chance < share) & ~is_special
    hidden = tokens.where(~(chosen & (chance < 0.9 * share)), others)
    return hidden.masked_fill(chosen & (chance < 0.8 * share), mask), chosen


def draw_masks(
    tokens: Int[Tensor, "batch positions"],
    is_special: Bool[Tensor, "batch positions"],
    mask: int,
    vocab_size: int,
    generator: torch.Generator | None = None,
) -> tuple[Int[Tensor, "batch positions"], Bool[Tensor, "batch positions"]]:
    """Mask tokens at random: see `mask_tokens`; other tokens are drawn from the whole vocabulary."""
    chance = torch.rand(tokens.shape, generator=generator)
    others = torch.randint(vocab_size, tokens.shape, generator=generator)
    device = tokens.device
    return mask_tokens(tokens, is_special, chance.to(device), others.to(device), mask)
