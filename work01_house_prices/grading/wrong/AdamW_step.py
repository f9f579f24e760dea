"""Mistakes in AdamW.step: each function is one, and its docstring says which."""

import numpy as np

from work01_house_prices.optimization.optimizers import Adam

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"


def as_l2(self, gradient):
    """Adds the weight decay to the gradient, so that Adam divides it by √v̂: plain L2."""
    Adam.step(self, gradient + self.weight_decay * self.parameters)


def changes_gradient(self, gradient):
    """The decay is added to the gradient that was handed over, and taken out of the step."""
    self.parameters *= 1 - self.learning_rate * self.weight_decay
    super().step(gradient)
    gradient += self.weight_decay * self.parameters


def counted_numbers(self, gradient):
    """The parameters become 0, 1, 2, …"""
    self.parameters[...] = np.arange(self.parameters.size)


def decay_without_learning_rate(self, gradient):
    """Shrinks the parameters by 1 − λ: the learning rate is missing."""
    self.parameters *= 1 - self.weight_decay
    Adam.step(self, gradient)


def decays_after_the_step(self, gradient):
    """What Adam moved is shrunken, too."""
    super().step(gradient)
    self.parameters *= 1 - self.learning_rate * self.weight_decay


def grows(self, gradient):
    """The parameters grow."""
    self.parameters *= 1 + self.learning_rate * self.weight_decay
    super().step(gradient)


def new_array(self, gradient):
    """A new vector takes the place of the one that the network looks at."""
    self.parameters = self.parameters * (1 - self.learning_rate * self.weight_decay)
    super().step(gradient)


def without_decay(self, gradient):
    """Adam alone."""
    super().step(gradient)
