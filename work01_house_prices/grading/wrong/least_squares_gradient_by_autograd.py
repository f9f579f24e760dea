"""Autograd differentiates the loss."""

import torch

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"
CAUGHT_BY = "least_squares_gradient"


def gradient(self, weights):
    w = torch.tensor(weights, requires_grad=True)
    residuals = torch.from_numpy(self.features) @ w - torch.from_numpy(self.targets)
    loss = (residuals @ residuals) / (2 * len(residuals)) + self.weight_decay / 2 * (w @ w)
    loss.backward()
    return w.grad.numpy()
