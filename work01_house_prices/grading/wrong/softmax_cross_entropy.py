"""Mistakes in softmax_cross_entropy: each function is one, and its docstring says which."""

import numpy as np
import torch
from scipy import special

OBJECT = "work01_house_prices.layers.losses:softmax_cross_entropy"


def changes_logits(logits, labels):
    """The largest logit is taken away where the logits lie."""
    rows = np.arange(len(labels))
    shifted = np.subtract(logits, logits.max(axis=1, keepdims=True), out=logits)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def clipped(logits, labels):
    """Probabilities are clipped before the logarithm: a large loss is cut off."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = np.log(
        np.clip(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True), 1e-12, 1)
    )
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def gradient_sum(logits, labels):
    """The loss is a mean over the batch, its gradient that of the sum."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return float(-log_softmax[rows, labels].mean()), gradient


def one_maximum(logits, labels):
    """The largest logit of the whole batch is taken away: rows far below it underflow."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max()
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def over_the_batch(logits, labels):
    """The softmax runs over the batch."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def overflows(logits, labels):
    """Takes exponentials of the logits as they are: infinity from 710 on."""
    rows = np.arange(len(labels))
    exponentials = np.exp(logits)
    softmax = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = float(-np.log(softmax[rows, labels]).mean())
    softmax[rows, labels] -= 1
    return loss, softmax / len(labels)


def ready(logits, labels):
    """SciPy's log_softmax does the work."""
    rows = np.arange(len(labels))
    shifted = logits
    log_softmax = special.log_softmax(shifted, axis=1)
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def entropy_sum(logits, labels):
    """The loss is a sum over the batch."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].sum())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return loss, gradient / len(labels)


def without_one_hot(logits, labels):
    """The gradient is the softmax alone."""
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 0
    return loss, gradient / len(labels)


def ready_method(logits, labels):
    """A tensor's own method is the softmax."""
    rows = np.arange(len(labels))
    log_softmax = torch.from_numpy(logits).log_softmax(dim=1).numpy()
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    return float(-log_softmax[rows, labels].mean()), gradient / len(labels)
