"""The gradient is the softmax alone."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:softmax_cross_entropy"
CAUGHT_BY = "softmax_cross_entropy"


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 0
    return loss, gradient / len(labels)
