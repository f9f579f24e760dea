"""`inverse_std` is the standard deviation itself."""

import numpy as np

OBJECT = "work01_house_prices.layers.layers:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, x):
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
