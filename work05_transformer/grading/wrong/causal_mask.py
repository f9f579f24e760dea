"""Mistakes in causal_mask: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.attention:causal_mask"


def closed(queries, keys=None, device=None):
    """Nothing may attend to anything."""
    return torch.zeros(queries, keys or queries, dtype=torch.bool, device=device)


def from_the_start(queries, keys=None, device=None):
    """Behind cached positions, queries are taken for the first ones."""
    keys = queries if keys is None else keys
    return torch.ones(queries, keys, dtype=torch.bool, device=device).tril()


def hides_the_past(queries, keys=None, device=None):
    """True stands where a query may not attend."""
    keys = queries if keys is None else keys
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=device)
    return allowed.triu(keys - queries + 1)


def of_numbers(queries, keys=None, device=None):
    """The mask holds ones and zeros instead of truth values."""
    keys = queries if keys is None else keys
    return torch.ones(queries, keys, device=device).tril(keys - queries)


def strict(queries, keys=None, device=None):
    """A position may not look at itself."""
    keys = queries if keys is None else keys
    allowed = torch.ones(queries, keys, dtype=torch.bool, device=device)
    return allowed.tril(diagonal=keys - queries - 1)


def on_the_cpu(queries, keys=None, device=None):
    """The mask is on the CPU, whatever the device."""
    keys = queries if keys is None else keys
    return torch.ones(queries, keys, dtype=torch.bool).tril(keys - queries)
