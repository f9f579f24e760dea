"""The velocity is updated after the step."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)
    self.velocity *= self.momentum
    self.velocity += gradient
