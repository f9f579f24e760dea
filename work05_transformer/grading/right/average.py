"""Right solutions of averaged checkpoints."""

from collections import OrderedDict
from functools import reduce

import numpy as np
import torch

OBJECT = "work05_transformer.training.checkpoint_average:average"


def by_sum(states):
    """Add the tensors and divide."""
    return {name: sum(state[name] for state in states) / len(states) for name in states[0]}


def by_a_running_mean(states):
    """Move a mean towards each further state."""
    mean = {name: tensor.clone() for name, tensor in states[0].items()}
    for number, state in enumerate(states[1:], 2):
        for name, tensor in state.items():
            mean[name] += (tensor - mean[name]) / number
    return mean


def by_shares(states):
    """Add a share of each state."""
    mean = OrderedDict((name, torch.zeros_like(tensor)) for name, tensor in states[0].items())
    for state in states:
        for name in mean:
            mean[name].add_(state[name], alpha=1 / len(states))
    return mean


def by_numpy(states):
    """Let NumPy take the mean."""
    return {
        name: torch.from_numpy(
            np.asarray(np.mean([s[name].detach().numpy() for s in states], axis=0))
        )
        for name in states[0]
    }


def by_reduction(states):
    """Fold the states into their sum."""

    def add(left, right):
        return {name: left[name] + right[name] for name in left}

    return {name: tensor / len(states) for name, tensor in reduce(add, states).items()}


def by_lerp(states):
    """Interpolate between the mean so far and the next state."""
    mean = dict(states[0])
    for count, state in enumerate(states[1:], 1):
        mean = {name: torch.lerp(mean[name], state[name], 1 / (count + 1)) for name in mean}
    return mean


@torch.no_grad()
def by_flat_vectors(states):
    """Join the tensors of a state to one vector each, in float64."""
    flat = torch.stack([torch.cat([t.flatten().double() for t in s.values()]) for s in states])
    parts = flat.mean(0).split([t.numel() for t in states[0].values()])
    return {
        name: part.view_as(tensor).to(tensor.dtype)
        for part, (name, tensor) in zip(parts, states[0].items(), strict=True)
    }


def by_einsum(states):
    """Weigh the stacked tensors with equal numbers."""
    mean = {}
    for name, first in states[0].items():
        weights = torch.full((len(states),), 1 / len(states), dtype=first.dtype)
        mean[name] = torch.tensordot(weights, torch.stack([s[name] for s in states]), dims=1)
    return mean


def by_names(states):
    """Collect all tensors by their names first."""
    collected = {}
    for state in states:
        for name, tensor in state.items():
            collected.setdefault(name, []).append(tensor[None])
    return {
        name: torch.cat(tensors).sum(0).div(len(tensors)) for name, tensors in collected.items()
    }


def by_a_float32_share(states):
    """Multiply by one over the count, in float32."""
    share = torch.tensor(1 / len(states))
    return {name: sum(state[name] * share for state in states) for name in states[0]}
