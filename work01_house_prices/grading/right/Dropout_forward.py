"""Dropout, forward, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"


def dropout_by_binomial(self, x):
    """Draw from the binomial distribution of one trial."""
    if self.training:
        kept = self.rng.binomial(1, 1 - self.probability, size=x.shape)
        self.mask = (kept / (1 - self.probability)).astype(x.dtype)
    else:
        self.mask = np.ones(x.shape, x.dtype)
    return x * self.mask


def dropout_by_choice(self, x):
    """Choose one of two factors for each entry."""
    if not self.training:
        self.mask = np.full_like(x, 1)
        return x.copy()
    factors = np.array([0, 1 / (1 - self.probability)], dtype=x.dtype)
    self.mask = self.rng.choice(factors, size=x.shape, p=[self.probability, 1 - self.probability])
    return self.mask * x


def dropout_by_where(self, x):
    """Set zeros where a uniform number is small."""
    self.mask = np.ones_like(x)
    if self.training:
        self.mask = self.mask / (1 - self.probability)
        self.mask[self.rng.uniform(size=x.shape) < self.probability] = 0
    return np.multiply(x, self.mask)


def dropout_entry_by_entry(self, x):
    """Draw one number after the other."""
    self.mask = np.ones_like(x)
    if self.training:
        draws = iter(self.rng.random(x.size))
        for index in np.ndindex(x.shape):
            self.mask[index] = 0 if next(draws) < self.probability else 1 / (1 - self.probability)
    return x * self.mask


def dropout_by_quantile(self, x):
    """Compare normal numbers with the quantile of p."""
    if not self.training:
        self.mask = x * 0 + 1
        return x
    from scipy.stats import norm

    kept = self.rng.normal(size=x.shape) > norm.ppf(self.probability)
    self.mask = kept * x.dtype.type(1 / (1 - self.probability))
    return x * self.mask


def dropout_with_the_other_end(self, x):
    """Keep where a uniform number is below 1 − p."""
    keep = 1 - self.probability
    if self.training:
        self.mask = np.asarray(self.rng.random(size=x.shape) < keep, dtype=x.dtype)
        self.mask /= keep
        return x * self.mask
    self.mask = np.ones(x.shape, dtype=x.dtype)
    return x


def dropout_row_by_row(self, x):
    """Draw a row's mask at a time."""
    rows = []
    for row in x:
        kept = self.rng.random(len(row)) >= self.probability if self.training else row == row
        scale = 1 / (1 - self.probability) if self.training else 1.0
        rows.append(kept.astype(x.dtype) * x.dtype.type(scale))
    self.mask = np.stack(rows)
    return x * self.mask


def dropout_seeded_in_torch(self, x):
    """Let `rng` seed a generator of torch in each pass."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    generator = torch.Generator().manual_seed(int(self.rng.integers(2**31)))
    kept = torch.rand(x.shape, generator=generator) >= self.probability
    self.mask = kept.numpy().astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def dropout_by_exponentials(self, x):
    """Keep an entry whose waiting time is above −ln(1 − p)."""
    if self.training:
        times = self.rng.exponential(size=x.shape)
        dropped = times <= -np.log1p(-self.probability)
        self.mask = np.where(dropped, 0, 1 / (1 - self.probability)).astype(x.dtype)
        return np.where(dropped, 0, x * self.mask)
    self.mask = np.ones_like(x)
    return x
