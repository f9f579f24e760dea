"""The gradient of least squares, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"


def gradient_by_hessian(self, weights):
    """Take Xᵀy / n from the Hessian's product."""
    return self.hessian() @ weights - self.features.T @ self.targets / len(self.targets)


def gradient_by_einsum(self, weights):
    """Contract features and residuals."""
    residuals = np.einsum("ij,j->i", self.features, weights) - self.targets
    return (
        np.einsum("ij,i->j", self.features, residuals) / residuals.size
        + self.weight_decay * weights
    )


def gradient_row_by_row(self, weights):
    """Add up one row's gradient after the other."""
    total = np.zeros(weights.shape)
    for x, y in zip(self.features, self.targets, strict=True):
        total += (x.dot(weights) - y) * x
    return total / self.features.shape[0] + self.weight_decay * weights


def gradient_as_mean(self, weights):
    """Take the mean of the rows' gradients."""
    errors = self.features @ weights - self.targets
    return (errors[:, None] * self.features).mean(axis=0) + weights * self.weight_decay


def gradient_with_rows_of_decay(self, weights):
    """Let rows of data stand for the weight decay."""
    n, d = self.features.shape
    x = np.vstack([self.features, np.sqrt(n * self.weight_decay) * np.identity(d)])
    y = np.append(self.targets, np.zeros(d))
    return x.T.dot(x.dot(weights) - y) / n


def gradient_feature_by_feature(self, weights):
    """Compute one entry at a time, with Python's sums."""
    errors = [float(x @ weights) - y for x, y in zip(self.features, self.targets, strict=True)]
    entries = []
    for j in range(len(weights)):
        data = sum(e * x for e, x in zip(errors, self.features[:, j], strict=True)) / len(errors)
        entries.append(data + self.weight_decay * weights[j])
    return np.array(entries)


def gradient_in_torch(self, weights):
    """Compute with tensors, without autograd."""
    x, w = torch.from_numpy(self.features), torch.from_numpy(weights)
    error = torch.mv(x, w).sub(torch.from_numpy(self.targets))
    return torch.mv(x.T, error).div(len(error)).add(w, alpha=self.weight_decay).numpy()


def gradient_with_row_vectors(self, weights):
    """Write all as rows: (w Xᵀ − y) X."""
    row = np.atleast_2d(weights) @ self.features.T - self.targets
    return ((row @ self.features) / row.shape[1])[0] + np.multiply(self.weight_decay, weights)


def gradient_of_scaled_data(self, weights):
    """Scale rows and targets by 1/√n first."""
    scale = 1 / np.sqrt(self.targets.size)
    x, y = scale * self.features, scale * self.targets
    return (
        np.tensordot(x, np.tensordot(x, weights, 1) - y, axes=(0, 0)) + self.weight_decay * weights
    )
