"""Right solutions of top-k."""

import torch

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"


def by_sorting(logits, k):
    """Sort, and compare with the k-th."""
    ordered = logits.sort(dim=-1, descending=True).values
    limit = ordered[:, min(k, logits.shape[1]) - 1][:, None]
    return torch.where(logits >= limit, logits, -torch.inf)


def by_kth_value(logits, k):
    """Ask for the k-th largest, which is the (n − k + 1)-th smallest."""
    size = logits.shape[-1]
    limit = logits.kthvalue(size - min(k, size) + 1, dim=-1, keepdim=True).values
    kept = logits.clone()
    kept[logits < limit] = -torch.inf
    return kept


def by_counting(logits, k):
    """Count for each how many are larger."""
    larger = (logits[:, None, :] > logits[:, :, None]).sum(-1)
    return logits.masked_fill(larger >= k, float("-inf"))


def row_by_row(logits, k):
    """Loop over texts, with Python's sort."""
    rows = []
    for row in logits:
        limit = sorted(row.tolist(), reverse=True)[:k][-1]
        rows.append(row.masked_fill(row < limit, -torch.inf))
    return torch.stack(rows)


def by_a_penalty(logits, k):
    """Add zero or −∞."""
    limit = torch.topk(logits, min(k, logits.size(1)), dim=1)[0].min(dim=1, keepdim=True).values
    penalty = torch.zeros_like(logits).masked_fill(logits.detach() < limit.detach(), -torch.inf)
    return logits + penalty


def by_removal(logits, k):
    """Take the largest away until enough are found."""
    left, limit = logits.detach().clone(), None
    for _ in range(min(k, logits.shape[-1])):
        limit, place = left.max(-1, keepdim=True)
        left.scatter_(-1, place, -torch.inf)
    return logits.masked_fill(logits < limit, -torch.inf)


def by_filling(logits, k):
    """Fill a tensor of −∞ where a logit is large enough."""
    kept = torch.full_like(logits, -torch.inf)
    limit = logits.sort(-1).values[..., -k:][..., :1]
    chosen = logits >= limit
    kept[chosen] = logits[chosen]
    return kept


def by_ranks(logits, k):
    """Rank with a double argsort; equals get the rank of the first of them."""
    ordered = (-logits).sort(-1).values.contiguous()
    rank = torch.searchsorted(ordered, -logits.contiguous())
    return torch.where(rank < k, logits, torch.tensor(-torch.inf, dtype=logits.dtype))


def by_early_return(logits, k):
    """Return at once where k keeps everything."""
    if k >= logits.shape[-1]:
        return logits
    values, _ = logits.topk(k, sorted=True)
    return logits.masked_fill(logits.lt(values[:, -1:]), -torch.inf)
