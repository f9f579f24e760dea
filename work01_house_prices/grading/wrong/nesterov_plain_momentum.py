"""Plain momentum: does not look ahead."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.velocity *= self.momentum
    self.velocity += gradient
    self.parameters -= self.learning_rate * self.velocity
