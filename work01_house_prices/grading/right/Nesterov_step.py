"""Nesterov's momentum, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.optimization.optimizers:Nesterov.step"


def nesterov_in_one_line_each(self, gradient):
    """Make a new velocity."""
    self.velocity = self.momentum * self.velocity + gradient
    self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)


def nesterov_in_two_moves(self, gradient):
    """Move along the gradient, then along the velocity."""
    self.velocity[:] = self.momentum * self.velocity + gradient
    self.parameters -= self.learning_rate * gradient
    self.parameters -= self.learning_rate * self.momentum * self.velocity


def nesterov_of_the_old_velocity(self, gradient):
    """Put the new velocity in: (1 + μ) g + μ² v."""
    mu = self.momentum
    self.parameters -= self.learning_rate * ((1 + mu) * gradient + mu**2 * self.velocity)
    self.velocity = mu * self.velocity + gradient


def nesterov_entry_by_entry(self, gradient):
    """Change one parameter at a time."""
    for i, g in enumerate(gradient.tolist()):
        self.velocity[i] = self.momentum * self.velocity[i] + g
        self.parameters[i] -= self.learning_rate * (g + self.momentum * self.velocity[i])


def nesterov_by_copying(self, gradient):
    """Copy the results over."""
    np.copyto(self.velocity, np.add(np.multiply(self.momentum, self.velocity), gradient))
    move = np.add(gradient, np.multiply(self.momentum, self.velocity))
    np.copyto(self.parameters, np.subtract(self.parameters, np.multiply(self.learning_rate, move)))


def nesterov_in_torch(self, gradient):
    """Write through tensors that share the arrays' memory."""
    g, v = torch.from_numpy(gradient), torch.from_numpy(self.velocity)
    v.mul_(self.momentum).add_(g)
    torch.from_numpy(self.parameters).sub_(g.add(v, alpha=self.momentum), alpha=self.learning_rate)


def nesterov_on_top_of_momentum(self, gradient):
    """Take momentum's step, and correct it by η (v − g − μ v)."""
    super().step(gradient)
    ahead = gradient + self.momentum * self.velocity
    self.parameters += self.learning_rate * (self.velocity - ahead)


def nesterov_with_the_history(self, gradient):
    """Keep all gradients, and weigh them by their age."""
    history = [*getattr(self, "history", []), gradient.copy()]
    self.history = history
    ages = range(len(history) - 1, -1, -1)
    self.velocity = sum(self.momentum**age * g for age, g in zip(ages, history, strict=True))
    self.parameters[...] -= self.learning_rate * (gradient + self.momentum * self.velocity)


def nesterov_as_a_matrix(self, gradient):
    """Apply one 2 × 2 matrix to gradient and velocity."""
    mu = self.momentum
    rows = np.array([[1, mu], [1 + mu, mu**2]]) @ np.stack([gradient, self.velocity])
    self.velocity[:] = rows[0]
    self.parameters -= self.learning_rate * rows[1]
