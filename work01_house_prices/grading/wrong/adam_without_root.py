"""The root of the second moment is forgotten."""

OBJECT = "work01_house_prices.optimization.optimizers:Adam.step"
CAUGHT_BY = "adam_step"


def step(self, gradient):
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / (v + self.eps)
