"""Looks ahead along the old velocity."""

OBJECT = "work01_house_prices.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)
    self.velocity *= self.momentum
    self.velocity += gradient
