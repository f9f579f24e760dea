"""Right solutions of subsampling."""

import math

import numpy as np
import torch

OBJECT = "work05_transformer.word_vectors.word2vec:keep_probability"


def by_where(counts, threshold=1e-4):
    """Compute where there is a count, and put ones elsewhere."""
    probability = torch.ones_like(counts)
    there = counts > 0
    probability[there] = (threshold * counts.sum() / counts[there]).sqrt().clamp(max=1)
    return probability


def by_infinity(counts, threshold=1e-4):
    """Let a count of 0 give infinity, which is cut to one."""
    return torch.sqrt(threshold / (counts / counts.sum())).clamp(max=1.0)


def by_loops(counts, threshold=1e-4):
    """Loop over the words."""
    total = sum(counts.tolist())
    kept = [
        1.0 if number == 0 else min(1.0, math.sqrt(threshold * total / number))
        for number in counts.tolist()
    ]
    return torch.tensor(kept, dtype=counts.dtype)


def by_numpy(counts, threshold=1e-4):
    """Compute with NumPy."""
    numbers = counts.numpy()
    share = np.maximum(numbers / numbers.sum(), 1e-15)
    return torch.from_numpy(np.minimum(np.sqrt(threshold / share), 1))


def by_powers(counts, threshold=1e-4):
    """Raise to the power of −1/2."""
    return (counts / (counts.sum() * threshold)).pow(-0.5).minimum(torch.ones_like(counts))


def by_clamping_first(counts, threshold=1e-4):
    """Let no frequency be below the threshold."""
    frequencies = counts.div(counts.sum())
    return (threshold / frequencies.clamp(min=threshold)).sqrt()


def by_a_discarded_share(counts, threshold=1e-4):
    """Take the probability to discard from one, as the paper prints it."""
    frequencies = counts / counts.sum()
    discard = 1 - torch.sqrt(threshold / frequencies)
    return 1 - torch.nan_to_num(discard, neginf=0.0).clamp(min=0)


def by_logarithms(counts, threshold=1e-4):
    """Halve a difference of logarithms."""
    frequencies = counts / counts.sum()
    return (0.5 * (math.log(threshold) - frequencies.log())).clamp(max=0).exp()


def by_comparison(counts, threshold=1e-4):
    """Thin out what is above the threshold alone."""
    frequencies = counts / torch.sum(counts)
    frequent = frequencies > threshold
    return torch.where(frequent, (threshold / frequencies) ** 0.5, 1.0)


def in_float32(counts, threshold=1e-4):
    """Compute in float32."""
    shares = counts.float() / counts.float().sum()
    return torch.where(shares > 0, (threshold / shares).sqrt().clamp(max=1), 1.0)


def by_float32_thresholds(counts, threshold=1e-4):
    """Make a tensor of the threshold, in float32."""
    share = counts / counts.sum()
    return torch.where(share > threshold, (torch.tensor(threshold) / share).sqrt(), 1.0)
