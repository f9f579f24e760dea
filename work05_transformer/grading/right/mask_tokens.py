"""Right solutions of the masking rule."""

import numpy as np
import torch

OBJECT = "work05_transformer.text.masking:mask_tokens"


def by_indexing(tokens, is_special, chance, others, mask, share=0.15):
    """Write into a copy."""
    hidden, chosen = tokens.clone(), (chance < share) & ~is_special
    masked, other = chosen & (chance < 0.8 * share), chosen & (chance < 0.9 * share)
    hidden[other] = others[other]
    hidden[masked] = mask
    return hidden, chosen


def by_nested_where(tokens, is_special, chance, others, mask, share=0.15):
    """Choose between three values."""
    chosen = torch.logical_and(chance < share, is_special.logical_not())
    seen = torch.where(chance < share * 0.9, others, tokens)
    seen = torch.where(chance < share * 0.8, mask, seen)
    return torch.where(chosen, seen, tokens), chosen


def by_loops(tokens, is_special, chance, others, mask, share=0.15):
    """Decide token by token."""
    hidden, chosen = tokens.clone(), torch.zeros_like(is_special)
    for row in range(tokens.shape[0]):
        for place in range(tokens.shape[1]):
            drawn = chance[row, place].item()
            if is_special[row, place] or drawn >= share:
                continue
            chosen[row, place] = True
            if drawn < 0.8 * share:
                hidden[row, place] = mask
            elif drawn < 0.9 * share:
                hidden[row, place] = others[row, place]
    return hidden, chosen


def by_numpy(tokens, is_special, chance, others, mask, share=0.15):
    """Select with NumPy."""
    drawn, special = chance.numpy(), is_special.numpy()
    chosen = ~special & (drawn < share)
    cases = [chosen & (drawn < 0.8 * share), chosen & (drawn < 0.9 * share)]
    hidden = np.select(cases, [np.full(tokens.shape, mask), others.numpy()], tokens.numpy())
    return torch.from_numpy(hidden), torch.from_numpy(chosen)


def by_relative_chance(tokens, is_special, chance, others, mask, share=0.15):
    """Divide the chance of those that are chosen by the share."""
    chosen = ~is_special & torch.lt(chance, share)
    part = torch.full_like(chance, 1.0)
    part[chosen] = chance[chosen] / share
    hidden = tokens.masked_fill(part < 0.8, mask)
    return torch.where((part >= 0.8) & (part < 0.9), others, hidden), chosen


def by_buckets(tokens, is_special, chance, others, mask, share=0.15):
    """Find in which of four ranges each chance lies."""
    borders = torch.tensor([0.8 * share, 0.9 * share, share], dtype=chance.dtype)
    case = torch.bucketize(chance, borders, right=True).masked_fill(is_special, 3)
    values = torch.stack((torch.full_like(tokens, mask), others, tokens, tokens))
    return values.gather(0, case[None])[0], case < 3


def by_arithmetic(tokens, is_special, chance, others, mask, share=0.15):
    """Add up what stands at each place, times whether it does."""
    ordinary = 1 - is_special.long()
    masked = ordinary * (chance < 0.8 * share)
    other = ordinary * (chance < 0.9 * share) - masked
    hidden = masked * mask + other * others + (1 - masked - other) * tokens
    return hidden, (ordinary * (chance < share)).bool()


def by_places(tokens, is_special, chance, others, mask, share=0.15):
    """Collect the places of each kind in the flattened texts."""
    drawn = chance.where(~is_special, torch.tensor(2.0, dtype=chance.dtype)).flatten()
    hidden, chosen = tokens.flatten().clone(), torch.zeros(tokens.numel(), dtype=torch.bool)
    for place in (drawn < share).nonzero().flatten().tolist():
        chosen[place] = True
        if drawn[place] < 0.9 * share:
            hidden[place] = mask if drawn[place] < 0.8 * share else others.flatten()[place]
    return hidden.view_as(tokens), chosen.view_as(tokens)


def by_scattering(tokens, is_special, chance, others, mask, share=0.15):
    """Scatter the other tokens into their places."""
    chosen = (chance < share) ^ ((chance < share) & is_special)
    swapped = chosen & (chance >= 0.8 * share) & (chance < 0.9 * share)
    hidden = tokens.masked_scatter(swapped, others[swapped])
    return hidden.masked_fill(chosen & (chance < 0.8 * share), mask), chosen


def row_by_row(tokens, is_special, chance, others, mask, share=0.15):
    """Work on one text after the other."""
    texts, picks = [], []
    for text, special, drawn, other in zip(tokens, is_special, chance, others, strict=True):
        pick = (drawn < share) * ~special
        text = torch.where(pick & (drawn < 0.9 * share), other, text)
        texts.append(torch.where(pick & (drawn < 0.8 * share), torch.full_like(text, mask), text))
        picks.append(pick)
    return torch.stack(texts), torch.stack(picks)


def by_a_tensor_of_the_share(tokens, is_special, chance, others, mask, share=0.15):
    """Make a tensor of the share, which is float32."""
    limit = torch.tensor(share)
    chosen = (chance < limit) & ~is_special
    seen = torch.where(chosen & (chance < 0.9 * limit), others, tokens)
    return torch.where(chosen & (chance < 0.8 * limit), torch.tensor(mask), seen), chosen


def by_buckets_in_float32(tokens, is_special, chance, others, mask, share=0.15):
    """Find the range of each chance, with borders in float32."""
    borders = torch.tensor([0.8, 0.9, 1.0]) * share
    case = torch.bucketize(chance, borders, right=True).masked_fill(is_special, 3)
    values = torch.stack([torch.full_like(tokens, mask), others, tokens, tokens])
    return values.gather(0, case[None])[0], case < 3
