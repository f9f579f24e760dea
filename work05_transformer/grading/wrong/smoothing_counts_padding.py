"""The mean is over padding too."""

import torch

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    logs = logits.log_softmax(-1)
    right = -logs.gather(-1, targets[:, None]).squeeze(-1)
    losses = (1 - smoothing) * right - smoothing * logs.mean(-1)
    return losses.where(targets != padding, torch.zeros_like(losses)).mean()
