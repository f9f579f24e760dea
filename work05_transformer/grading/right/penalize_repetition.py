"""Right solutions of the repetition penalty."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"


def by_a_mask(logits, previous, penalty):
    """Mark the tokens that have occurred."""
    occurred = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, previous, True)
    penalized = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(occurred, penalized, logits)


def by_sets(logits, previous, penalty):
    """Loop over the set of each text's tokens."""
    result = logits.clone()
    for text, tokens in enumerate(previous.tolist()):
        for token in set(tokens):
            value = logits[text, token]
            result[text, token] = value / penalty if value > 0 else value * penalty
    return result


def by_one_hot(logits, previous, penalty):
    """Count occurrences with one-hot rows."""
    count = torch.nn.functional.one_hot(previous, logits.shape[-1]).sum(1)
    factor = torch.where(logits < 0, penalty, 1 / penalty)
    return logits * torch.where(count > 0, factor, 1.0)


def by_powers(logits, previous, penalty):
    """Raise the penalty to −1, 0 or 1."""
    seen = torch.zeros_like(logits).scatter_(1, previous, 1.0)
    return logits * penalty ** (-logits.detach().sign() * seen)


def row_by_row(logits, previous, penalty):
    """Index with the unique tokens of each row."""
    rows = []
    for row, tokens in zip(logits, previous, strict=True):
        changed, unique = row.clone(), tokens.unique()
        old = row[unique]
        changed[unique] = torch.where(old < 0, old * penalty, old / penalty)
        rows.append(changed)
    return torch.stack(rows)


def by_comparison(logits, previous, penalty):
    """Compare every token of the vocabulary with all previous ones."""
    vocabulary = torch.arange(logits.shape[1])
    seen = (previous[:, :, None] == vocabulary).any(1)
    up, down = logits.clamp(min=0), logits.clamp(max=0)
    return (up / penalty + down * penalty) * seen + logits * ~seen


def by_gathering(logits, previous, penalty):
    """Gather factors, which have no gradient, and scatter them."""
    before = torch.gather(logits.detach(), 1, previous)
    factor = torch.full_like(before, 1 / penalty).masked_fill(before <= 0, penalty)
    return logits * torch.ones_like(logits).scatter_(1, previous, factor)


def by_index_put(logits, previous, penalty):
    """Write to numbered places, each once."""
    texts, tokens = torch.unique(
        torch.stack((torch.arange(len(logits))[:, None].expand_as(previous), previous), 2).flatten(
            0, 1
        ),
        dim=0,
    ).unbind(1)
    old = logits[texts, tokens]
    return logits.index_put((texts, tokens), torch.where(old > 0, old / penalty, old * penalty))


def by_elements(logits, previous, penalty):
    """Build every element with Python's conditions."""
    rows = []
    for text in range(logits.shape[0]):
        seen = {int(token) for token in previous[text]}
        row = []
        for token in range(logits.shape[1]):
            value = logits[text, token]
            if token in seen:
                value = value.div(penalty) if bool(value > 0) else value.mul(penalty)
            row.append(value)
        rows.append(torch.stack(row))
    return torch.stack(rows)
