"""The parameters grow."""

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    self.parameters *= 1 + self.learning_rate * self.weight_decay
    super().step(gradient)
