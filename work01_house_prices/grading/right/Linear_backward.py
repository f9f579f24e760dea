"""A linear layer, backward, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:Linear.backward"


def input_gradient_by_einsum(self, grad_output):
    """Contract over the outputs."""
    self.backward_parameters(grad_output)
    return np.einsum("bo,oi->bi", grad_output, self.parameters["weight"])


def input_gradient_first(self, grad_output):
    """Compute it before the parameters' gradients."""
    result = np.dot(grad_output, self.parameters["weight"])
    self.backward_parameters(grad_output)
    return result


def input_gradient_of_columns(self, grad_output):
    """Multiply from the left, and transpose."""
    self.backward_parameters(grad_output)
    return (self.parameters["weight"].T @ grad_output.T).T


def input_gradient_output_by_output(self, grad_output):
    """Add up what comes through each output."""
    self.backward_parameters(grad_output)
    result = np.zeros_like(self.inputs)
    for o, row in enumerate(self.parameters["weight"]):
        result += grad_output[:, o : o + 1] * row
    return result


def input_gradient_row_by_row(self, grad_output):
    """Compute one row of the batch at a time."""
    self.backward_parameters(grad_output)
    return np.array([g @ self.parameters["weight"] for g in grad_output])


def input_gradient_with_everything(self, grad_output):
    """Write the parameters' gradients here, too."""
    self.gradients["weight"][...] = grad_output.T @ self.inputs
    self.gradients["bias"][...] = grad_output.sum(axis=0)
    return np.inner(grad_output, self.parameters["weight"].T)


def input_gradient_in_torch(self, grad_output):
    """Multiply tensors."""
    self.backward_parameters(grad_output)
    product = torch.from_numpy(grad_output).mm(torch.from_numpy(self.parameters["weight"]))
    return product.numpy()


def input_gradient_by_broadcasting(self, grad_output):
    """Multiply everything, and sum over the outputs."""
    Linear.backward_parameters(self, grad_output)
    return np.sum(grad_output[..., None] * self.parameters["weight"][None], axis=1)


def input_gradient_input_by_input(self, grad_output):
    """Compute one input's column at a time."""
    columns = [grad_output @ column for column in self.parameters["weight"].T]
    self.backward_parameters(grad_output)
    return np.stack(columns, axis=1)
