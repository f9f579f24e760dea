"""Takes exponentials of the logits as they are: infinity from 710 on."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:softmax_cross_entropy"
CAUGHT_BY = "softmax_cross_entropy"


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    exponentials = np.exp(logits)
    softmax = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = float(-np.log(softmax[rows, labels]).mean())
    softmax[rows, labels] -= 1
    return loss, softmax / len(labels)
