"""Mistakes in LeastSquares.gradient: each function is one, and its docstring says which."""

import torch

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"


def by_autograd(self, weights):
    """Autograd differentiates the loss."""
    w = torch.tensor(weights, requires_grad=True)
    residuals = torch.from_numpy(self.features) @ w - torch.from_numpy(self.targets)
    loss = (residuals @ residuals) / (2 * len(residuals)) + self.weight_decay / 2 * (w @ w)
    loss.backward()
    return w.grad.numpy()


def changes_weights(self, weights):
    """The weight decay is multiplied into the weights that were handed over."""
    residuals = self.features @ weights - self.targets
    weights *= self.weight_decay
    return self.features.T @ residuals / len(residuals) + weights


def mean_over_columns(self, weights):
    """The data term is divided by the number of columns."""
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals / len(weights) + self.weight_decay * weights


def gradient_sum(self, weights):
    """The gradient of the sum over the rows, not of the mean."""
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals + self.weight_decay * weights


def without_decay(self, weights):
    """The weight decay is in the loss but not in its gradient."""
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals / len(residuals)


def spoils_targets(self, weights):
    """The residuals are computed where the problem's targets lie."""
    residuals = self.targets
    residuals -= self.features @ weights
    return self.weight_decay * weights - self.features.T @ residuals / len(residuals)
