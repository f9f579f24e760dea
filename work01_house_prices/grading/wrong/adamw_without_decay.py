"""Adam alone."""

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    super().step(gradient)
