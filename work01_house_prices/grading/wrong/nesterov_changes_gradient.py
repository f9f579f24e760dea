"""The velocity is added to the gradient that was handed over."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.velocity[...] = self.momentum * self.velocity + gradient
    gradient += self.momentum * self.velocity
    self.parameters -= self.learning_rate * gradient
