"""The gradient enters the velocity by 1 − μ."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.velocity[...] = self.momentum * self.velocity + (1 - self.momentum) * gradient
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)
