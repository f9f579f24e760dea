"""Mistakes in Nesterov.step: each function is one, and its docstring says which."""

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"


def changes_gradient(self, gradient):
    """The velocity is added to the gradient that was handed over."""
    self.velocity[...] = self.momentum * self.velocity + gradient
    gradient += self.momentum * self.velocity
    self.parameters -= self.learning_rate * gradient


def damped(self, gradient):
    """The gradient enters the velocity by 1 − μ."""
    self.velocity[...] = self.momentum * self.velocity + (1 - self.momentum) * gradient
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)


def new_array(self, gradient):
    """A new vector takes the place of the one that the network looks at."""
    self.velocity = self.momentum * self.velocity + gradient
    move = gradient + self.momentum * self.velocity
    self.parameters = self.parameters - self.learning_rate * move


def old_velocity(self, gradient):
    """The velocity is updated after the step."""
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)
    self.velocity *= self.momentum
    self.velocity += gradient


def plain_momentum(self, gradient):
    """Plain momentum: does not look ahead."""
    self.velocity *= self.momentum
    self.velocity += gradient
    self.parameters -= self.learning_rate * self.velocity


def rate_in_velocity(self, gradient):
    """η is inside v: another path as soon as η changes."""
    self.velocity[...] = self.momentum * self.velocity + self.learning_rate * gradient
    self.parameters -= self.learning_rate * gradient + self.momentum * self.velocity


def velocity_is_the_gradient(self, gradient):
    """The first velocity is the array handed over, in which the next step's gradient will lie."""
    if self.velocity.any():
        self.velocity *= self.momentum
        self.velocity += gradient
    else:
        self.velocity = gradient
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)
