"""Mistakes in BatchNorm.forward: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:BatchNorm.forward"


def biased_running_variance(self, x):
    """The running variance takes the biased variance: it comes out too small."""
    if self.training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def changes_x(self, x):
    """The batch is centered where it lies."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = np.multiply(np.subtract(x, mean, out=x), self.inverse_std)
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def eps_beside_root(self, x):
    """ε is added to the standard deviation."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / (np.sqrt(variance) + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def evaluates_with_batch(self, x):
    """Evaluation normalizes by the batch's own statistics."""
    if self.training:
        rows = len(x)
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def keeps_the_output(self, x):
    """`normalized` is what γ and β made of it."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (
        self.parameters["weight"] * (x - mean) * self.inverse_std + self.parameters["bias"]
    )
    return self.normalized


def keeps_the_std(self, x):
    """`inverse_std` is the standard deviation itself."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = np.sqrt(variance + self.eps)
    self.normalized = (x - mean) / self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def momentum_reversed(self, x):
    """The momentum weighs the old statistics, not the new batch."""
    if self.training:
        rows = len(x)
        mean, variance = x.mean(axis=0), x.var(axis=0)
        unbiased = variance * rows / (rows - 1)
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * unbiased
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def takes_one_row(self, x):
    """A batch of one row becomes zeros, and nobody is told."""
    if self.training:
        rows = len(x)

        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / max(rows - 1, 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def unbiased_normalization(self, x):
    """Normalizes by the unbiased variance (n − 1)."""
    if self.training:
        mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def variance_not_kept(self, x):
    """The running variance is never updated."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.parameters["weight"] * self.normalized + self.parameters["bias"]


def without_parameters(self, x):
    """γ and β are forgotten."""
    if self.training:
        rows = len(x)
        if rows < 2:
            raise ValueError("one row")
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (variance * rows / (rows - 1) - self.running_var)
    else:
        mean, variance = self.running_mean, self.running_var
    self.inverse_std = 1 / np.sqrt(variance + self.eps)
    self.normalized = (x - mean) * self.inverse_std
    return self.normalized
