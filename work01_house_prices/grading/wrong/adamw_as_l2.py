"""Adds the weight decay to the gradient, so that Adam divides it by √v̂: plain L2."""

from work01_house_prices.optimization.optimizers import Adam

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    Adam.step(self, gradient + self.weight_decay * self.parameters)
