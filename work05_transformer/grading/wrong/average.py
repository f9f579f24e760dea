"""Mistakes in average: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.training.checkpoint_average:average"


def in_place(states):
    """The first state becomes the sum of all."""
    mean = states[0]
    for state in states[1:]:
        for name in mean:
            mean[name].data.add_(state[name])
    return {name: tensor / len(states) for name, tensor in mean.items()}


def is_the_last(states):
    """The last checkpoint alone."""
    return dict(states[-1])


def median(states):
    """The median comes back instead of the mean."""
    return {
        name: torch.stack([state[name] for state in states]).median(0).values for name in states[0]
    }


def of_ends(states):
    """The first and the last state are averaged."""
    return {name: (states[0][name] + states[-1][name]) / 2 for name in states[0]}


def running(states):
    """A running mean that forgets: the last counts half."""
    mean = dict(states[0])
    for state in states[1:]:
        mean = {name: (mean[name] + state[name]) / 2 for name in mean}
    return mean


def summed(states):
    """The states are added up."""
    return {name: sum(state[name] for state in states) for name in states[0]}
