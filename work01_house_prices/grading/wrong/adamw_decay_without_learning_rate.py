"""Shrinks the parameters by 1 − λ: the learning rate is missing."""

from work01_house_prices.optimization.optimizers import Adam

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    self.parameters *= 1 - self.weight_decay
    Adam.step(self, gradient)
