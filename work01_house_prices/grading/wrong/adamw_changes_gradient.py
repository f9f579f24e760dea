"""The decay is added to the gradient that was handed over, and taken out of the step."""

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"
CAUGHT_BY = "adamw_step"


def step(self, gradient):
    self.parameters *= 1 - self.learning_rate * self.weight_decay
    super().step(gradient)
    gradient += self.weight_decay * self.parameters
