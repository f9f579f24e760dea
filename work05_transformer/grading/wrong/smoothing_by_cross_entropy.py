"""The ready function smooths."""

import torch

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    return torch.nn.functional.cross_entropy(
        logits, targets, ignore_index=padding, label_smoothing=smoothing
    )
