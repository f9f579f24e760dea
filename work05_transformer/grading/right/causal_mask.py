"""Right solutions of the causal mask."""

import numpy as np
import torch

OBJECT = "work05_transformer.layers.attention:causal_mask"


def by_positions(queries, keys=None, device=None):
    """Compare the position of each query with that of each key."""
    keys = queries if keys is None else keys
    query_at = torch.arange(keys - queries, keys, device=device)
    return torch.arange(keys, device=device)[None] <= query_at[:, None]


def by_loops(queries, keys=None, device=None):
    """Set one element after the other."""
    keys = keys or queries
    mask = torch.zeros((queries, keys), dtype=torch.bool, device=device)
    for i in range(queries):
        for j in range(keys):
            if j <= i + keys - queries:
                mask[i, j] = True
    return mask


def by_the_last_rows(queries, keys=None, device=None):
    """Cut the last rows out of the square mask of all positions."""
    keys = queries if keys is None else keys
    return torch.ones(keys, keys, device=device).tril().bool()[-queries:]


def by_the_future(queries, keys=None, device=None):
    """Negate the mask of what comes after."""
    keys = queries if keys is None else keys
    later = torch.triu(torch.ones(queries, keys, device=device), diagonal=keys - queries + 1)
    return later == 0


def by_numpy(queries, keys=None, device=None):
    """Let NumPy draw the triangle."""
    keys = queries if keys is None else keys
    return torch.from_numpy(np.tri(queries, keys, keys - queries, dtype=bool)).to(device)


def by_lists(queries, keys=None, device=None):
    """Build nested lists of truth values."""
    keys = queries if keys is None else keys
    rows = [[True] * (keys - queries + i + 1) + [False] * (queries - i - 1) for i in range(queries)]
    return torch.tensor(rows, device=device)


def by_a_running_sum(queries, keys=None, device=None):
    """Count ones along the rows: up to the first of the diagonal the sum is at most one."""
    keys = queries if keys is None else keys
    start = torch.zeros(queries, keys, dtype=torch.int64, device=device)
    start.diagonal(keys - queries).fill_(1)
    return (start.cumsum(1) - start) == 0


def by_indices(queries, keys=None, device=None):
    """Put True at the places that `tril_indices` names."""
    keys = queries if keys is None else keys
    rows, columns = torch.tril_indices(queries, keys, offset=keys - queries)
    mask = torch.full((queries, keys), False, device=device)
    mask[rows, columns] = True
    return mask


def row_by_row(queries, keys=None, device=None):
    """Stack rows that compare with a growing limit."""
    keys = queries if keys is None else keys
    column = torch.arange(keys, device=device)
    return torch.stack([column < keys - queries + i + 1 for i in range(queries)])
