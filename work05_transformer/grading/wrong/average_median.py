"""The median comes back instead of the mean."""

import torch

OBJECT = "work05_transformer.training.checkpoint_average:average"
CAUGHT_BY = "checkpoint_average"


def average(states):
    return {
        name: torch.stack([state[name] for state in states]).median(0).values for name in states[0]
    }
