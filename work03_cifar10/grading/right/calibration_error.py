"""The expected calibration error in other forms."""

import math

import numpy as np
import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"


def bin_by_bin(probabilities, labels, bins=15):
    """Look into one bin after the other."""
    confidence, predicted = probabilities.max(dim=1)
    error = 0.0
    for number in range(bins):
        inside = (confidence > number / bins) & (confidence <= (number + 1) / bins)
        if inside.any():
            accuracy = (predicted == labels)[inside].double().mean()
            share = inside.double().mean()
            error += float(share * (accuracy - confidence[inside].mean()).abs())
    return error


def from_the_given_bins(probabilities, labels, bins=15):
    """Weigh the given bins; return a tensor without axes."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return torch.dot(counts.to(confidence) / len(labels), (accuracy - confidence).abs())


def of_sums(probabilities, labels, bins=15):
    """Add right minus confidence in each bin: the number of images cancels."""
    confidence, predicted = probabilities.max(dim=1)
    number = torch.bucketize(confidence, torch.arange(1, bins).to(confidence) / bins)
    excess = predicted.eq(labels).to(confidence) - confidence
    sums = torch.zeros(bins, dtype=excess.dtype).index_add_(0, number, excess)
    return sums.abs().sum().item() / len(labels)


def in_numpy(probabilities, labels, bins=15):
    """Compute with NumPy; return a number of NumPy's."""
    p, y = probabilities.numpy(), labels.numpy()
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    number = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    excess = np.bincount(number, weights=right - confidence, minlength=bins)
    return np.abs(excess).sum() / len(y)


def in_plain_python(probabilities, labels, bins=15):
    """Keep a list for each bin in a dictionary."""
    held = {}
    for row, label in zip(probabilities.tolist(), labels.tolist(), strict=True):
        confidence = max(row)
        right = row.index(confidence) == label
        held.setdefault(math.ceil(confidence * bins), []).append((confidence, right))
    total = 0.0
    for pairs in held.values():
        accuracy = sum(right for _, right in pairs) / len(pairs)
        total += len(pairs) * abs(accuracy - math.fsum(c for c, _ in pairs) / len(pairs))
    return total / len(labels)


def by_one_hot(probabilities, labels, bins=15):
    """Multiply with the one-hot numbers of the bins."""
    confidence, predicted = torch.max(probabilities, 1)
    number = (confidence * bins).ceil().long().sub(1).clamp(0, bins - 1)
    member = one_hot(number, bins).to(probabilities.dtype)
    size = member.sum(0)
    filled = size > 0
    accuracy = ((predicted == labels).to(member) @ member)[filled] / size[filled]
    mean = (confidence @ member)[filled] / size[filled]
    return float(torch.sum(size[filled] * torch.abs(mean - accuracy)) / size.sum())


def sorted_and_split(probabilities, labels, bins=15):
    """Sort by confidence and cut where a bin ends; return an array without axes."""
    confidence = probabilities.amax(dim=1).numpy()
    right = (probabilities.argmax(dim=1) == labels).numpy().astype(float)
    order = np.argsort(confidence)
    edges = np.arange(1, bins) / bins
    cuts = np.searchsorted(confidence[order], edges, side="right")
    parts = np.split((right - confidence)[order], cuts)
    return np.asarray(sum(abs(part.sum()) for part in parts) / len(confidence))


def all_bins_at_once(probabilities, labels, bins=15):
    """Compare all confidences with all edges."""
    confidence, predicted = probabilities.double().max(dim=1)
    edges = torch.linspace(0, 1, bins + 1, dtype=torch.float64)
    inside = (confidence[:, None] > edges[:-1]) & (confidence[:, None] <= edges[1:])
    excess = ((predicted == labels).double() - confidence)[:, None] * inside
    return np.float64(excess.sum(dim=0).abs().sum() / len(confidence))
