"""Batch normalization, forward, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:BatchNorm.forward"


def norm_with_two_branches(self, x):
    """Compute each mode by itself, with NumPy's two variances."""
    gamma, beta = self.parameters["weight"], self.parameters["bias"]
    if self.training:
        if x.shape[0] == 1:
            raise ValueError("one row has no variance")
        mean = x.mean(axis=0)
        self.inverse_std = (x.var(axis=0) + self.eps) ** -0.5
        keep = 1 - self.momentum
        self.running_mean = keep * self.running_mean + self.momentum * mean
        self.running_var = keep * self.running_var + self.momentum * x.var(axis=0, ddof=1)
    else:
        mean = self.running_mean
        self.inverse_std = (self.running_var + self.eps) ** -0.5
    self.normalized = (x - mean) * self.inverse_std
    return gamma * self.normalized + beta


def norm_of_centered_rows(self, x):
    """Center first, and take the mean square."""
    if self.training and len(x) < 2:
        raise ValueError(f"{len(x)} row")
    mean = np.mean(x, 0) if self.training else self.running_mean
    centered = x - mean
    if self.training:
        squares = np.einsum("bf,bf->f", centered, centered)
        variance = squares / len(x)
        self.running_mean[:] = self.running_mean + self.momentum * (mean - self.running_mean)
        self.running_var[:] = self.running_var + self.momentum * (
            squares / (len(x) - 1) - self.running_var
        )
    else:
        variance = self.running_var
    self.inverse_std = np.reciprocal(np.sqrt(variance + self.eps))
    self.normalized = centered * self.inverse_std
    return self.normalized * self.parameters["weight"] + self.parameters["bias"]


def norm_feature_by_feature(self, x):
    """Handle one column at a time."""
    rows, features = x.shape
    if self.training and rows == 1:
        raise ValueError("batch norm: one row")
    self.normalized, self.inverse_std = np.empty_like(x), np.empty(features)
    output = np.empty_like(x)
    for f in range(features):
        column = x[:, f]
        mean, variance = self.running_mean[f], self.running_var[f]
        if self.training:
            mean = sum(column) / rows
            variance = sum((column - mean) ** 2) / rows
            m = self.momentum
            self.running_mean[f] = (1 - m) * self.running_mean[f] + m * mean
            unbiased = variance * rows / (rows - 1)
            self.running_var[f] = (1 - m) * self.running_var[f] + m * unbiased
        self.inverse_std[f] = 1 / (variance + self.eps) ** 0.5
        self.normalized[:, f] = (column - mean) * self.inverse_std[f]
        output[:, f] = self.parameters["weight"][f] * self.normalized[:, f]
        output[:, f] += self.parameters["bias"][f]
    return output


def norm_as_scale_and_shift(self, x):
    """Fold everything into one factor and one summand for each feature."""
    mean, variance = self.running_mean, self.running_var
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("too few rows")
        mean, variance = np.average(x, axis=0), np.var(x, axis=0)
        self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
        unbiased = rows / (rows - 1) * variance
        self.running_var = self.running_var + self.momentum * (unbiased - self.running_var)
    self.inverse_std = 1 / np.sqrt(self.eps + variance)
    self.normalized = x * self.inverse_std - mean * self.inverse_std
    scale = self.parameters["weight"] * self.inverse_std
    return x * scale + (self.parameters["bias"] - mean * scale)


def norm_with_interpolation(self, x):
    """Write the running statistics as weighted averages of two rows."""
    if self.training:
        if not len(x) > 1:
            raise ValueError("needs more rows")
        new = np.stack([x.mean(0), np.cov(x.T, ddof=1).diagonal()])
        old = np.stack([self.running_mean, self.running_var])
        weights = [1 - self.momentum, self.momentum]
        self.running_mean, self.running_var = np.average([old, new], axis=0, weights=weights)
        mean, variance = new[0], new[1] * (len(x) - 1) / len(x)
    else:
        mean, variance = self.running_mean, self.running_var
    std = np.sqrt(variance + self.eps)
    self.normalized, self.inverse_std = (x - mean) / std, 1 / std
    return self.parameters["bias"] + self.parameters["weight"] * self.normalized


def norm_of_columns(self, x):
    """Work on the transposed batch."""
    columns = x.T
    if self.training:
        n = columns.shape[1]
        if n == 1:
            raise ValueError("a single row")
        mean = columns.sum(axis=1) / n
        variance = ((columns - mean[:, None]) ** 2).sum(axis=1) / n
        self.running_mean *= 1 - self.momentum
        self.running_mean += self.momentum * mean
        self.running_var *= 1 - self.momentum
        self.running_var += self.momentum * n / (n - 1) * variance
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = np.power(variance + self.eps, -0.5)
    hat = np.diag(self.inverse_std) @ (columns - mean[:, None])
    self.normalized = hat.T.copy()
    return (np.diag(self.parameters["weight"]) @ hat).T + self.parameters["bias"]


def norm_in_torch(self, x):
    """Compute the statistics with tensors."""
    batch = torch.from_numpy(x)
    if self.training:
        if len(batch) < 2:
            raise ValueError("a variance needs two rows")
        biased, mean = torch.var_mean(batch, dim=0, correction=0)
        unbiased = torch.var(batch, dim=0)
        for running, new in ((self.running_mean, mean), (self.running_var, unbiased)):
            torch.from_numpy(running).lerp_(new, self.momentum)
        mean, variance = mean.numpy(), biased.numpy()
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = torch.rsqrt(torch.from_numpy(variance) + self.eps).numpy()
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


class _FewRowsError(ValueError):
    """A batch that is too small."""


def norm_by_pairs(self, x):
    """Take the unbiased variance from the differences of all pairs; raise an error of its own."""
    mean, variance = self.running_mean, self.running_var
    if self.training:
        n = len(x)
        if n < 2:
            raise _FewRowsError("at least two rows")
        mean = x.mean(axis=0)
        pairs = x[:, None] - x[None]
        unbiased = (pairs**2).sum(axis=(0, 1)) / (2 * n * (n - 1))
        variance = unbiased * (n - 1) / n
        self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
        self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
    self.inverse_std = np.exp(-0.5 * np.log(variance + self.eps))
    self.normalized = np.multiply(x - mean, self.inverse_std)
    return np.add(self.parameters["weight"] * self.normalized, self.parameters["bias"])


def forward_with_constants_in_float32(self, x):
    """Hold momentum and ε in single precision."""
    momentum, eps = np.float32(self.momentum), np.float32(self.eps)
    mean, variance = self.running_mean, self.running_var
    if self.training:
        if len(x) == 1:
            raise ValueError("one row has no variance")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean = (1 - momentum) * self.running_mean + momentum * mean
        self.running_var = (1 - momentum) * self.running_var + momentum * x.var(axis=0, ddof=1)
    self.inverse_std = (variance + eps) ** np.float32(-0.5)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]
