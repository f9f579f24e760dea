"""Right solutions of the nucleus."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_p"


def by_shifting(logits, p):
    """Shift the mask by one, so that the token that reaches p stays."""
    ordered, places = torch.sort(logits, descending=True, dim=-1)
    reached = ordered.softmax(-1).cumsum(-1) >= p
    remove = torch.zeros_like(reached)
    remove[:, 1:] = reached[:, :-1]
    mask = torch.zeros_like(remove).scatter(-1, places, remove)
    return logits.masked_fill(mask, -torch.inf)


def by_loops(logits, p):
    """Add up the likeliest tokens one by one."""
    kept = torch.full_like(logits, -torch.inf)
    for text, row in enumerate(logits.softmax(-1).tolist()):
        total = 0.0
        for token in sorted(range(len(row)), key=lambda i: -row[i]):
            kept[text, token] = logits[text, token]
            total += row[token]
            if total >= p:
                break
    return kept


def by_likelier_tokens(logits, p):
    """Sum for each token the probabilities of all likelier ones."""
    probabilities = logits.softmax(-1)
    likelier = logits[:, None, :] > logits[:, :, None]
    number = torch.arange(logits.shape[-1])
    before = (logits[:, None, :] == logits[:, :, None]) & (number[None, :] < number[:, None])
    sums = (probabilities[:, None, :] * (likelier | before)).sum(-1)
    keep = (sums < p) | ~(likelier | before).any(-1)
    return logits.where(keep, -torch.inf)


def by_a_count(logits, p):
    """Count how many tokens are needed, keep as many."""
    ordered, places = logits.sort(-1, descending=True)
    total = ordered.softmax(-1).cumsum(-1)
    needed = ((total < p).sum(-1, keepdim=True) + 1).clamp(max=logits.shape[-1])
    inside = torch.arange(logits.shape[-1]) < needed
    back = places.argsort(-1)
    return torch.where(inside.gather(-1, back), logits, -torch.inf)


def row_by_row(logits, p):
    """Treat one text after the other, with indices."""
    rows = []
    for row in logits:
        order = torch.argsort(row, descending=True)
        total = torch.cumsum(torch.softmax(row, 0)[order], 0)
        needed = int((total < p).sum()) + 1
        outside = torch.ones(len(row), dtype=torch.bool)
        outside[order[:needed]] = False
        rows.append(row.masked_fill(outside, -torch.inf))
    return torch.stack(rows)


def by_sorted_logits(logits, p):
    """Set the sorted logits to −∞, and scatter them back."""
    ordered, places = logits.sort(-1, descending=True)
    probabilities = ordered.softmax(-1)
    outside = (
        torch.cat((torch.zeros_like(ordered[:, :1]), probabilities.cumsum(-1)[:, :-1]), -1) >= p
    )
    outside[:, 0] = False
    return torch.empty_like(logits).scatter(-1, places, ordered.masked_fill(outside, -torch.inf))


def by_a_threshold(logits, p):
    """Find the smallest logit of the nucleus."""
    ordered = logits.sort(-1, descending=True).values
    total = ordered.softmax(-1).cumsum(-1)
    place = (total < p).sum(-1, keepdim=True).clamp(max=logits.shape[-1] - 1)
    limit = ordered.gather(-1, place)
    # Equal logits behind the limit are outside: the first in order stay.
    order = logits.argsort(-1, descending=True).argsort(-1)
    return logits.masked_fill((logits < limit) | (order > place), -torch.inf)


def by_growing(logits, p):
    """Take the largest from what is left until all texts have reached p."""
    left, total = logits.detach().softmax(-1), torch.zeros(len(logits), 1, dtype=logits.dtype)
    inside = torch.zeros_like(logits, dtype=torch.bool)
    going = torch.ones(len(logits), 1, dtype=torch.bool)
    for _ in range(logits.shape[-1]):
        share, place = left.max(-1, keepdim=True)
        inside |= torch.zeros_like(inside).scatter(-1, place, going)
        left = left.scatter(-1, place, -1.0)
        total = total + share
        going = going & (total < p)
    return logits + torch.zeros_like(logits).masked_fill(~inside, -torch.inf)


def by_ascending_order(logits, p):
    """Sort upwards, and drop the tail that the nucleus does not need."""
    ordered, places = logits.sort(-1)
    upwards = ordered.softmax(-1).flip(-1).cumsum(-1)
    before = (upwards - ordered.softmax(-1).flip(-1)).flip(-1)
    keep = before < p
    keep[:, -1] = True
    return logits.masked_fill(~torch.zeros_like(keep).scatter(-1, places, keep), -torch.inf)
