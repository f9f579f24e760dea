"""The momentum weighs the old statistics, not the new batch."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, x):
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
