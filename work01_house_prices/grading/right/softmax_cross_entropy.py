"""Softmax cross-entropy, in other forms."""

import math

import numpy as np

OBJECT = "work01_house_prices.layers.losses:softmax_cross_entropy"


def entropy_by_logaddexp(logits, labels):
    """Reduce by NumPy's ln(eᵃ + eᵇ)."""
    n = len(labels)
    log_softmax = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    gradient = np.exp(log_softmax) / n
    gradient[np.arange(n), labels] -= 1 / n
    return -np.mean(log_softmax[np.arange(n), labels]), gradient


def entropy_with_one_hot(logits, labels):
    """Multiply by a one-hot matrix."""
    z = logits - logits.max(axis=1, keepdims=True)
    one_hot = np.eye(logits.shape[1])[labels]
    total = np.exp(z).sum(axis=1, keepdims=True)
    loss = (np.log(total[:, 0]) - (z * one_hot).sum(axis=1)).mean()
    return loss, (np.exp(z) / total - one_hot) / len(z)


def entropy_row_by_row(logits, labels):
    """Compute one row at a time."""
    losses, rows = [], []
    for z, label in zip(logits, labels, strict=True):
        largest = z.max()
        exponentials = np.exp(z - largest)
        losses.append(largest + np.log(exponentials.sum()) - z[label])
        row = exponentials / exponentials.sum()
        row[label] -= 1
        rows.append(row / len(labels))
    return sum(losses) / len(losses), np.array(rows)


def entropy_number_by_number(logits, labels):
    """Compute with Python's numbers."""
    n, classes = logits.shape
    loss, gradient = 0.0, np.zeros((n, classes))
    for i in range(n):
        largest = max(logits[i])
        total = math.fsum(math.exp(z - largest) for z in logits[i])
        loss += (math.log(total) + largest - logits[i, labels[i]]) / n
        for c in range(classes):
            share = math.exp(logits[i, c] - largest) / total
            gradient[i, c] = (share - (c == labels[i])) / n
    return loss, gradient


def entropy_relative_to_the_label(logits, labels):
    """Subtract the label's logit: its share is 1 / Σ eᶻ."""
    own = np.take_along_axis(logits, labels[:, None], axis=1)
    relative = logits - own
    largest = np.maximum(relative.max(axis=1, keepdims=True), 0)
    log_total = largest + np.log(np.exp(relative - largest).sum(axis=1, keepdims=True))
    gradient = np.exp(relative - log_total)
    np.put_along_axis(gradient, labels[:, None], np.exp(-log_total) - 1, axis=1)
    return log_total.mean(), gradient / len(labels)


def entropy_of_columns(logits, labels):
    """Put the classes on the first axis."""
    z = logits.T - logits.max(axis=1)
    exponentials = np.exp(z)
    total = exponentials.sum(axis=0)
    hits = np.arange(len(z))[:, None] == labels
    loss = (np.log(total) - z[hits.argmax(axis=0), np.arange(z.shape[1])]).mean()
    return float(loss), ((exponentials / total - hits) / z.shape[1]).T.copy()


def entropy_with_a_jacobian(logits, labels):
    """Chain the softmax's Jacobian with the gradient of −ln Σ z."""
    n, classes = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    d_log_p = np.zeros_like(logits)
    d_log_p[np.arange(n), labels] = -1 / n
    jacobian = np.eye(classes) - np.exp(log_p)[:, None, :]
    return np.vdot(d_log_p, log_p), np.einsum("nk,nkc->nc", d_log_p, jacobian)


def entropy_in_longer_numbers(logits, labels):
    """Compute in the longest floats that NumPy has."""
    z = logits.astype(np.longdouble)
    z = z - z.max(axis=1)[:, None]
    p = np.exp(z)
    p /= p.sum(axis=1)[:, None]
    rows = np.arange(len(z))
    log_p = z - np.log(np.exp(z).sum(axis=1))[:, None]
    loss = -log_p[rows, labels].sum() / len(z)
    p[rows, labels] -= 1
    return float(loss), (p / len(z)).astype(np.float64)


def entropy_as_a_list(logits, labels):
    """Subtract each label's share with `subtract.at`, and return a list."""
    shifted = logits - np.amax(logits, axis=-1)[..., None]
    log_softmax = shifted - np.log(np.einsum("nc->n", np.exp(shifted)))[..., None]
    gradient = np.exp(log_softmax)
    np.subtract.at(gradient, (range(len(labels)), labels), 1.0)
    picked = np.choose(labels, log_softmax.T)
    return [np.negative(picked.mean()), np.divide(gradient, labels.size)]
