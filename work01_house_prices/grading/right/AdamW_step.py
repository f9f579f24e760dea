"""AdamW, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.optimization.optimizers:AdamW.step"


def decay_by_a_copy(self, gradient):
    """Write the shrunken parameters over the old ones."""
    self.parameters[:] = (1 - self.learning_rate * self.weight_decay) * self.parameters
    Adam.step(self, gradient)


def decay_subtracted(self, gradient):
    """Take η λ θ away."""
    self.parameters -= self.learning_rate * self.weight_decay * self.parameters
    super().step(gradient)


def decay_of_the_old_parameters_afterwards(self, gradient):
    """Remember the parameters, and decay after the step."""
    before = self.parameters.copy()
    super().step(gradient)
    self.parameters -= self.learning_rate * (self.weight_decay * before)


def decay_and_adam_written_out(self, gradient):
    """Do both in one line, with all of Adam."""
    self.steps += 1
    b1, b2 = self.betas
    self.first_moment = b1 * self.first_moment + (1 - b1) * gradient
    self.second_moment = b2 * self.second_moment + (1 - b2) * gradient**2
    m_hat = self.first_moment / (1 - b1**self.steps)
    v_hat = self.second_moment / (1 - b2**self.steps)
    adam = m_hat / (np.sqrt(v_hat) + self.eps)
    self.parameters -= self.learning_rate * (adam + self.weight_decay * self.parameters)


def decay_in_torch(self, gradient):
    """Shrink through a tensor that shares the memory."""
    torch.from_numpy(self.parameters).mul_(1 - self.learning_rate * self.weight_decay)
    super(AdamW, self).step(gradient)


def decay_entry_by_entry(self, gradient):
    """Shrink one parameter at a time."""
    for i in range(self.parameters.size):
        self.parameters[i] -= self.parameters[i] * self.learning_rate * self.weight_decay
    super().step(gradient)


def decay_with_a_step_from_zero(self, gradient):
    """Let Adam move a vector of zeros, and add that move to the shrunken parameters."""
    parameters = self.parameters
    self.parameters = np.zeros_like(parameters)
    super().step(gradient)
    move, self.parameters = self.parameters, parameters
    parameters *= 1 - self.learning_rate * self.weight_decay
    parameters += move


def decay_by_multiply(self, gradient):
    """Use `multiply` with an output, and name the base class."""
    factor = 1.0 - self.weight_decay * self.learning_rate
    np.multiply(self.parameters, factor, out=self.parameters)
    base = type(self).__mro__[1]
    base.step(self, gradient)


def decay_as_the_step_of_sgd(self, gradient):
    """Let the given SGD take a step along no gradient but the decay's."""
    SGD(self.parameters, self.learning_rate, self.weight_decay).step(np.zeros_like(gradient))
    super().step(gradient)
