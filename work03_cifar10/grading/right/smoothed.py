"""Label smoothing in other forms."""

import numpy as np
import torch

OBJECT = "work03_cifar10.data.augmentation:smoothed"


def smoothed_by_scatter(labels, classes, smoothing):
    """Fill with the spread and write the label's share."""
    targets = torch.full((len(labels), classes), smoothing / classes, dtype=torch.float64)
    return targets.scatter_(1, labels[:, None], 1 - smoothing + smoothing / classes)


def smoothed_in_lists(labels, classes, smoothing):
    """Write every number by itself."""
    rows = [
        [(1 - smoothing) * (number == label) + smoothing / classes for number in range(classes)]
        for label in labels.tolist()
    ]
    return torch.tensor(rows, dtype=torch.double)


def smoothed_in_numpy(labels, classes, smoothing):
    """Take rows of NumPy's identity matrix."""
    rows = np.eye(classes)[labels.numpy()]
    return torch.from_numpy(rows * (1 - smoothing) + smoothing / classes)


def smoothed_towards_uniform(labels, classes, smoothing):
    """Go from the one-hot label towards the uniform distribution."""
    chosen = one_hot(labels, classes).to(torch.float64)
    return torch.lerp(chosen, torch.full_like(chosen, 1 / classes), smoothing)


def smoothed_by_choice(labels, classes, smoothing):
    """Choose one of two numbers."""
    spread = torch.tensor(smoothing / classes, dtype=torch.float64)
    return torch.where(torch.arange(classes) == labels[:, None], 1 - smoothing + spread, spread)


def smoothed_from_a_table(labels, classes, smoothing):
    """Look up the rows of a table with one row for each class."""
    table = torch.diag(torch.full((classes,), 1 - smoothing, dtype=torch.float64))
    return (table + smoothing / classes).index_select(0, labels)


def smoothed_by_index(labels, classes, smoothing):
    """Add to what every class has."""
    targets = torch.ones(len(labels), classes, dtype=torch.float64) * (smoothing / classes)
    targets[torch.arange(len(labels)), labels] += 1 - smoothing
    return targets


def smoothed_as_a_mean(labels, classes, smoothing):
    """Average over whether the label is drawn anew: with it, or with any class."""
    kept = (labels.unsqueeze(1) == torch.arange(classes)).double()
    drawn = torch.stack([torch.roll(kept, step, dims=1) for step in range(classes)]).mean(dim=0)
    return smoothing * drawn + (1 - smoothing) * kept
