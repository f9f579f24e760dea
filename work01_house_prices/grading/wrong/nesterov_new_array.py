"""A new vector takes the place of the one that the network looks at."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"
CAUGHT_BY = "nesterov_step"


def step(self, gradient):
    self.velocity = self.momentum * self.velocity + gradient
    move = gradient + self.momentum * self.velocity
    self.parameters = self.parameters - self.learning_rate * move
