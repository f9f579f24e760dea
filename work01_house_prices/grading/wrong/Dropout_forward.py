"""Mistakes in Dropout.forward: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"


def an_exact_share(self, x):
    """Exactly the share p is dropped in each row: entries are not drawn by themselves."""
    self.mask = np.ones_like(x)
    if self.training:
        count = round(self.probability * x.shape[1])
        order = self.rng.random(x.shape).argsort(axis=1)
        self.mask[order < count] = 0
        self.mask /= x.dtype.type(1 - self.probability)
    return x * self.mask


def ignores_seed(self, x):
    """Masks come from NumPy's global generator."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = np.random.random(x.shape) >= self.probability  # noqa: NPY002
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def in_evaluation(self, x):
    """Drops in evaluation too."""
    self.mask = (self.rng.random(x.shape) >= self.probability) / (1 - self.probability)
    return x * self.mask


def in_float64(self, x):
    """Whatever comes in, float64 goes out."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept / (1 - self.probability)
    return x * self.mask


def keeps_probability(self, x):
    """Takes the probability for that of being kept."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    self.mask = (self.rng.random(x.shape) < self.probability) / self.probability
    return x * self.mask


def mask_of_truth_values(self, x):
    """`mask` says which inputs were kept, not by what they were multiplied."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    self.mask = (self.rng.random(x.shape) >= self.probability).astype(x.dtype)
    return x * self.mask / x.dtype.type(1 - self.probability)


def not_scaled(self, x):
    """Does not scale what it keeps: training and evaluation have different means."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    self.mask = (self.rng.random(x.shape) >= self.probability).astype(x.dtype)
    return x * self.mask


def of_whole_columns(self, x):
    """A unit is dropped for the whole batch."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = np.broadcast_to(self.rng.random((1, x.shape[1])) >= self.probability, x.shape)
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def of_whole_rows(self, x):
    """A row is dropped as a whole."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    kept = np.broadcast_to(self.rng.random((len(x), 1)) >= self.probability, x.shape)
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def one_mask(self, x):
    """The first mask is used for ever."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x
    if not hasattr(self, "mask"):
        kept = self.rng.random(x.shape) >= self.probability
        self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def stale_mask(self, x):
    """In evaluation the mask of the last training batch is kept."""
    if not self.training:
        pass
        return x
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def mask_in_float64_in_evaluation(self, x):
    """In evaluation the mask is in float64, whatever x is."""
    if not self.training:
        self.mask = np.ones(x.shape)
        return x
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask


def output_in_float64_in_evaluation(self, x):
    """In evaluation float64 goes out, whatever comes in."""
    if not self.training:
        self.mask = np.ones_like(x)
        return x * np.ones(x.shape)
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask
