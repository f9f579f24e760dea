"""Adam, in other forms."""

import math

import numpy as np
import torch

OBJECT = "work01_house_prices.optimization.optimizers:Adam.step"


def adam_as_in_the_paper(self, gradient):
    """Write the formulas down, with new arrays."""
    self.steps += 1
    b1, b2 = self.betas
    self.first_moment = b1 * self.first_moment + (1 - b1) * gradient
    self.second_moment = b2 * self.second_moment + (1 - b2) * gradient**2
    m = self.first_moment / (1 - b1**self.steps)
    v = self.second_moment / (1 - b2**self.steps)
    self.parameters -= self.learning_rate * m / (np.sqrt(v) + self.eps)


def adam_with_corrected_rate(self, gradient):
    """Correct rate and ε instead of the moments."""
    self.steps += 1
    b1, b2 = self.betas
    self.first_moment += (1 - b1) * (gradient - self.first_moment)
    self.second_moment += (1 - b2) * (gradient * gradient - self.second_moment)
    root = math.sqrt(1 - b2**self.steps)
    rate = self.learning_rate * root / (1 - b1**self.steps)
    self.parameters -= rate * self.first_moment / (self.second_moment**0.5 + self.eps * root)


def adam_entry_by_entry(self, gradient):
    """Change one parameter at a time, with Python's numbers."""
    self.steps += 1
    (b1, b2), t = self.betas, self.steps
    for i in range(len(gradient)):
        g = float(gradient[i])
        self.first_moment[i] = m = b1 * self.first_moment[i] + (1 - b1) * g
        self.second_moment[i] = v = b2 * self.second_moment[i] + (1 - b2) * g * g
        m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
        self.parameters[i] -= self.learning_rate * m_hat / (math.sqrt(v_hat) + self.eps)


def adam_in_torch(self, gradient):
    """Write through tensors that share the arrays' memory."""
    self.steps += 1
    b1, b2 = self.betas
    g, m, v, theta = (
        torch.from_numpy(array)
        for array in (gradient, self.first_moment, self.second_moment, self.parameters)
    )
    m.lerp_(g, 1 - b1)
    v.mul_(b2).addcmul_(g, g, value=1 - b2)
    denominator = (v / (1 - b2**self.steps)).sqrt().add(self.eps)
    theta.addcdiv_(m, denominator, value=-self.learning_rate / (1 - b1**self.steps))


def adam_with_both_moments_at_once(self, gradient):
    """Stack the moments."""
    self.steps += 1
    betas = np.array(self.betas)[:, None]
    moments = np.stack([self.first_moment, self.second_moment])
    moments = betas * moments + (1 - betas) * np.stack([gradient, np.square(gradient)])
    self.first_moment[:], self.second_moment[:] = moments
    m, v = moments / (1 - betas**self.steps)
    np.subtract(
        self.parameters, self.learning_rate * m / (np.sqrt(v) + self.eps), out=self.parameters
    )


def adam_with_the_history(self, gradient):
    """Keep all gradients, and weigh them by their age."""
    self.history = [*getattr(self, "history", []), np.array(gradient)]
    self.steps = t = len(self.history)
    rows, ages = np.stack(self.history), np.arange(t)[::-1]
    b1, b2 = self.betas
    m_hat = (b1**ages) @ rows * (1 - b1) / (1 - b1**t)
    v_hat = (b2**ages) @ rows**2 * (1 - b2) / (1 - b2**t)
    self.parameters[...] = self.parameters - self.learning_rate * m_hat / (v_hat**0.5 + self.eps)


def adam_with_running_products(self, gradient):
    """Multiply up what is left of the start instead of taking powers."""
    if self.steps == 0:
        self.left = (1.0, 1.0)
    self.steps += 1
    self.left = tuple(left * beta for left, beta in zip(self.left, self.betas, strict=True))
    for moment, beta, new in (
        (self.first_moment, self.betas[0], gradient),
        (self.second_moment, self.betas[1], gradient**2),
    ):
        moment *= beta
        moment += (1 - beta) * new
    m = self.first_moment / (1 - self.left[0])
    root = np.sqrt(self.second_moment / (1 - self.left[1]))
    self.parameters += -self.learning_rate * m / (root + self.eps)


def adam_with_corrected_averages(self, gradient):
    """Average with a weight that depends on t: the moments are corrected at once."""
    self.steps += 1
    weights = [(1 - beta) / (1 - beta**self.steps) for beta in self.betas]
    self.first_moment += weights[0] * (gradient - self.first_moment)
    self.second_moment += weights[1] * (np.power(gradient, 2) - self.second_moment)
    step = np.divide(self.first_moment, np.add(np.sqrt(self.second_moment), self.eps))
    np.copyto(self.parameters, self.parameters - self.learning_rate * step)


def adam_where_there_is_a_gradient(self, gradient):
    """Leave a parameter alone whose gradients were all zero."""
    self.steps += 1
    b1, b2 = self.betas
    m = self.first_moment = np.average([self.first_moment, gradient], axis=0, weights=[b1, 1 - b1])
    v = self.second_moment = b2 * self.second_moment + (1 - b2) * np.abs(gradient) ** 2
    moved = v > 0
    m, v = m[moved] / (1 - b1**self.steps), v[moved] / (1 - b2**self.steps)
    self.parameters[moved] -= self.learning_rate * m / (self.eps + np.sqrt(v))


def adam_with_constants_in_float32(self, gradient):
    """Hold the constants in single precision."""
    self.steps += 1
    b1, b2, eps, rate = (np.float32(c) for c in (*self.betas, self.eps, self.learning_rate))
    self.first_moment = b1 * self.first_moment + (1 - b1) * gradient
    self.second_moment = b2 * self.second_moment + (1 - b2) * gradient**2
    m = self.first_moment / (1 - b1**self.steps)
    v = self.second_moment / (1 - b2**self.steps)
    self.parameters -= rate * m / (np.sqrt(v) + eps)
