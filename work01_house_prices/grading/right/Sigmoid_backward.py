"""The sigmoid, backward, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:Sigmoid.backward"


def slope_expanded(self, grad_output):
    """Write σ − σ²."""
    return (self.outputs - self.outputs**2) * grad_output


def slope_from_the_middle(self, grad_output):
    """Write ¼ − (σ − ½)²."""
    return grad_output * (0.25 - np.square(self.outputs - 0.5))


def slope_by_einsum(self, grad_output):
    """Multiply three arrays at once."""
    return np.einsum("ij,ij,ij->ij", grad_output, self.outputs, 1 - self.outputs)


def slope_in_steps(self, grad_output):
    """Work in one new array."""
    result = np.subtract(1, self.outputs)
    result *= self.outputs
    result *= grad_output
    return result


def slope_number_by_number(self, grad_output):
    """Compute with Python's numbers."""
    rows = zip(grad_output.tolist(), self.outputs.tolist(), strict=True)
    return np.array([[g * s * (1 - s) for g, s in zip(*row, strict=True)] for row in rows])


def slope_by_tanh(self, grad_output):
    """Use σ = (1 + t) / 2: the slope is (1 − t²) / 4."""
    t = 2 * self.outputs - 1
    return grad_output * (1 - t) * (1 + t) / 4


def slope_in_torch(self, grad_output):
    """Multiply tensors."""
    s, g = torch.from_numpy(self.outputs), torch.from_numpy(grad_output)
    return (g * s * s.neg().add(1)).numpy()


def slope_as_a_jacobian(self, grad_output):
    """Multiply by the diagonal Jacobian of each row."""
    jacobians = [np.diag(row * (1 - row)) for row in self.outputs]
    return np.stack([g @ jacobian for g, jacobian in zip(grad_output, jacobians, strict=True)])


def slope_where_it_is_not_zero(self, grad_output):
    """Leave the ends at zero."""
    result = np.zeros_like(grad_output)
    inside = (self.outputs > 0) & (self.outputs < 1)
    s = self.outputs[inside]
    result[inside] = grad_output[inside] * s * (1 - s)
    return result
