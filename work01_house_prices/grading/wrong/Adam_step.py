"""Mistakes in Adam.step: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.optimization.optimizers:Adam.step"


def betas_swapped(self, gradient):
    """β₁ and β₂ are swapped."""
    self.steps += 1
    beta2, beta1 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def changes_gradient(self, gradient):
    """The gradient is squared where it lies."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * np.square(
        gradient, out=gradient
    )
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def correction_without_exponent(self, gradient):
    """Divides by 1 − β in every step, where the step's number belongs in the exponent: 1 − βᵗ."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1)
    v = self.second_moment / (1 - beta2)
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def counted_numbers(self, gradient):
    """The parameters become 0, 1, 2, …: AdamW's would be explained by it."""
    self.parameters[...] = np.arange(self.parameters.size)


def counts_one_ahead(self, gradient):
    """t is one too large."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1 ** (self.steps + 1))
    v = self.second_moment / (1 - beta2 ** (self.steps + 1))
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def eps_inside_root(self, gradient):
    """ε is added under the root."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / np.sqrt(v + self.eps)


def first_moment_uncorrected(self, gradient):
    """Only the second moment is corrected."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def new_array(self, gradient):
    """A new vector takes the place of the one that the network looks at."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters = self.parameters - self.learning_rate * m / (np.sqrt(v) + self.eps)


def without_bias_correction(self, gradient):
    """The moments are not corrected for their start at zero: the first steps are far off."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment
    v = self.second_moment
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def without_eps(self, gradient):
    """ε is forgotten: a parameter without a gradient becomes NaN."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / np.sqrt(v)


def without_root(self, gradient):
    """The root of the second moment is forgotten."""
    self.steps += 1
    beta1, beta2 = self.betas
    self.first_moment[...] = beta1 * self.first_moment + (1 - beta1) * gradient
    self.second_moment[...] = beta2 * self.second_moment + (1 - beta2) * gradient**2
    m = self.first_moment / (1 - beta1**self.steps)
    v = self.second_moment / (1 - beta2**self.steps)
    self.parameters -= self.learning_rate * m / (v + self.eps)
