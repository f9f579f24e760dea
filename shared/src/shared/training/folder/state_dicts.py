"""State dicts: whether the tensors of a file fit a model, in words; digests of tensors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import torch
from torch import Tensor


def first_difference(wanted: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    """Say in a few words what keeps `given` from being loaded; return "" where nothing does.

    Args:
        wanted: the model's own state dict; only names and shapes count, so it may be on meta.
        given: what a file holds.
    """
    for name, tensor in wanted.items():
        if name not in given:
            return f"{name!r} is missing"
        if given[name].shape != tensor.shape:
            return f"{name!r} has shape {tuple(given[name].shape)}, not {tuple(tensor.shape)}"
    unknown = [name for name in given if name not in wanted]
    return f"{unknown[0]!r} has no place in it" if unknown else ""


def digests(tensors: Mapping[str, Tensor]) -> dict[str, str]:
    """Return the SHA-256 of each tensor's bits, type and shape, by name."""
    found = {}
    for name, tensor in tensors.items():
        plain = tensor.detach().cpu().contiguous()
        content = hashlib.sha256(f"{plain.dtype} {tuple(plain.shape)}".encode())
        content.update(plain.reshape(-1).view(torch.uint8).numpy().data)
        found[name] = content.hexdigest()
    return found
