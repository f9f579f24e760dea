"""Mistakes in mask_tokens: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.text.masking:mask_tokens"


def always_masked(tokens, is_special, chance, others, mask, share=0.15):
    """All that is chosen becomes [MASK]."""
    chosen = (chance < share) & ~is_special
    return tokens.masked_fill(chosen, mask), chosen


def what_stays_is_not_guessed(tokens, is_special, chance, others, mask, share=0.15):
    """Tokens that stay as they are count as not chosen."""
    chosen = (chance < 0.9 * share) & ~is_special
    hidden = torch.where(chosen, others, tokens)
    return hidden.masked_fill(chosen & (chance < 0.8 * share), mask), chosen


def special_ones_too(tokens, is_special, chance, others, mask, share=0.15):
    """Special tokens are hidden like all others."""
    chosen = chance < share
    hidden = torch.where(chance < 0.9 * share, others, tokens)
    return hidden.masked_fill(chance < 0.8 * share, mask), chosen


def special_ones_are_hidden(tokens, is_special, chance, others, mask, share=0.15):
    """Special tokens are not chosen, but hidden."""
    chosen = (chance < share) & ~is_special
    hidden = torch.where(chance < 0.9 * share, others, tokens)
    return hidden.masked_fill(chance < 0.8 * share, mask), chosen


def shares_of_all(tokens, is_special, chance, others, mask, share=0.15):
    """80 and 90 % of all tokens, not of those that are chosen."""
    chosen = (chance < share) & ~is_special
    hidden = torch.where(chosen & (chance < 0.9), others, tokens)
    return hidden.masked_fill(chosen & (chance < 0.8), mask), chosen


def exchanged(tokens, is_special, chance, others, mask, share=0.15):
    """80 % become another token, 10 % [MASK]."""
    chosen = (chance < share) & ~is_special
    hidden = tokens.masked_fill(chosen & (chance < 0.9 * share), mask)
    return torch.where(chosen & (chance < 0.8 * share), others, hidden), chosen


def in_place(tokens, is_special, chance, others, mask, share=0.15):
    """The texts that were handed over are changed."""
    chosen = (chance < share) & ~is_special
    swapped = chosen & (chance < 0.9 * share)
    tokens[swapped] = others[swapped]
    tokens[chosen & (chance < 0.8 * share)] = mask
    return tokens, chosen


def share_ignored(tokens, is_special, chance, others, mask, share=0.15):
    """The share is always 15 %."""
    chosen = (chance < 0.15) & ~is_special
    hidden = torch.where(chosen & (chance < 0.135), others, tokens)
    return hidden.masked_fill(chosen & (chance < 0.12), mask), chosen


def up_to_the_share(tokens, is_special, chance, others, mask, share=0.15):
    """A chance that equals the share is chosen."""
    chosen = (chance <= share) & ~is_special
    hidden = torch.where(chosen & (chance < 0.9 * share), others, tokens)
    return hidden.masked_fill(chosen & (chance < 0.8 * share), mask), chosen


def changed_ones_are_chosen(tokens, is_special, chance, others, mask, share=0.15):
    """Chosen is where the text has changed: another token that is the same is missed."""
    chosen = (chance < share) & ~is_special
    hidden = torch.where(chosen & (chance < 0.9 * share), others, tokens)
    hidden = hidden.masked_fill(chosen & (chance < 0.8 * share), mask)
    stays = chosen & (chance >= 0.9 * share)
    return hidden, (hidden != tokens) | stays
