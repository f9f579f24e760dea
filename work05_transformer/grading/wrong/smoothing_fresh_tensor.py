"""The loss is a new tensor, from which nothing learns."""

import torch

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    logs = logits.log_softmax(-1)
    losses = -(1 - smoothing) * logs.gather(1, targets[:, None])[:, 0] - smoothing * logs.mean(-1)
    return torch.tensor(losses[targets != padding].mean().item(), dtype=logits.dtype)
