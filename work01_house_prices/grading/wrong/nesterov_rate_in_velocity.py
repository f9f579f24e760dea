"""η is inside v: another path as soon as η changes."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.velocity[...] = self.momentum * self.velocity + self.learning_rate * gradient
    self.parameters -= self.learning_rate * gradient + self.momentum * self.velocity
