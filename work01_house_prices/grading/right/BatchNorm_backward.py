"""Batch normalization, backward, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.layers:BatchNorm.backward"


def norm_backward_with_sums(self, grad_output):
    """Write the means as the parameters' gradients, divided by n."""
    n = len(grad_output)
    d_gamma, d_beta = (grad_output * self.normalized).sum(0), grad_output.sum(0)
    self.gradients["weight"][:] = d_gamma
    self.gradients["bias"][:] = d_beta
    scale = self.parameters["weight"] * self.inverse_std
    if not self.training:
        return scale * grad_output
    return scale / n * (n * grad_output - d_beta - self.normalized * d_gamma)


def norm_backward_as_in_the_paper(self, grad_output):
    """Go through the paper's equations: variance, mean, input."""
    self.gradients["weight"][...] = np.einsum("bf,bf->f", grad_output, self.normalized)
    self.gradients["bias"][...] = np.einsum("bf->f", grad_output)
    d_hat = grad_output * self.parameters["weight"]
    if not self.training:
        return d_hat * self.inverse_std
    n = len(grad_output)
    centered = self.normalized / self.inverse_std
    d_variance = np.sum(d_hat * centered, axis=0) * -0.5 * self.inverse_std**3
    d_mean = -np.sum(d_hat, axis=0) * self.inverse_std - 2 * d_variance * centered.mean(axis=0)
    return d_hat * self.inverse_std + d_variance * 2 * centered / n + d_mean / n


def norm_backward_by_projection(self, grad_output):
    """Project each feature's gradient by a matrix."""
    n = len(grad_output)
    result = np.empty_like(grad_output)
    for f in range(grad_output.shape[1]):
        hat, g = self.normalized[:, f], grad_output[:, f]
        self.gradients["weight"][f] = hat @ g
        self.gradients["bias"][f] = g.sum()
        matrix = np.eye(n)
        if self.training:
            matrix -= (np.ones((n, n)) + np.outer(hat, hat)) / n
        result[:, f] = self.parameters["weight"][f] * self.inverse_std[f] * (matrix @ g)
    return result


def norm_backward_as_a_jacobian(self, grad_output):
    """Contract the output's gradient with the whole Jacobian."""
    n, features = grad_output.shape
    np.copyto(self.gradients["weight"], np.diag(grad_output.T @ self.normalized))
    np.copyto(self.gradients["bias"], np.ones(n) @ grad_output)
    jacobian = np.repeat(np.eye(n)[:, :, None], features, axis=2)
    if self.training:
        hat = self.normalized
        jacobian = jacobian - 1 / n - np.einsum("if,jf->ijf", hat, hat) / n
    g = grad_output * self.parameters["weight"] * self.inverse_std
    return np.einsum("if,ijf->jf", g, jacobian)


def norm_backward_in_two_steps(self, grad_output):
    """Subtract the mean, then the part along x̂."""
    for name, product in (("weight", grad_output * self.normalized), ("bias", grad_output)):
        np.add.reduce(product, axis=0, out=self.gradients[name])
    g = grad_output * (self.parameters["weight"] * self.inverse_std)
    if self.training:
        g = g - np.mean(g, axis=0, keepdims=True)
        g = g - self.normalized * np.mean(g * self.normalized, axis=0, keepdims=True)
    return g


def norm_backward_row_by_row(self, grad_output):
    """Add up over the rows, then compute each row."""
    d_gamma, d_beta = np.zeros(grad_output.shape[1]), np.zeros(grad_output.shape[1])
    for g, hat in zip(grad_output, self.normalized, strict=True):
        d_gamma += g * hat
        d_beta += g
    self.gradients["weight"][:], self.gradients["bias"][:] = d_gamma, d_beta
    share = float(self.training) / len(grad_output)
    scale = self.parameters["weight"] * self.inverse_std
    rows = zip(grad_output, self.normalized, strict=True)
    return np.array([scale * (g - share * (d_beta + hat * d_gamma)) for g, hat in rows])


def norm_backward_by_lstsq(self, grad_output):
    """Take what the constants explain away, and shrink what x̂ does: its squares' mean is below 1."""
    self.gradients["weight"][:] = (self.normalized * grad_output).sum(axis=0)
    self.gradients["bias"][:] = grad_output.sum(axis=0)
    g = self.parameters["weight"] * grad_output
    if self.training:
        ones = np.ones((len(g), 1))
        constants = ones @ np.linalg.lstsq(ones, g, rcond=None)[0]
        g = g - constants - self.normalized * np.average(g * self.normalized, axis=0)
    return g * self.inverse_std


def norm_backward_in_torch(self, grad_output):
    """Compute with tensors, without autograd."""
    g, hat = torch.from_numpy(grad_output), torch.from_numpy(self.normalized)
    torch.from_numpy(self.gradients["weight"]).copy_((g * hat).sum(dim=0))
    torch.from_numpy(self.gradients["bias"]).copy_(g.sum(dim=0))
    g = g * torch.from_numpy(self.parameters["weight"])
    if self.training:
        g = g - g.mean(dim=0) - hat * (g * hat).mean(dim=0)
    return (g * torch.from_numpy(self.inverse_std)).numpy()


def norm_backward_of_columns(self, grad_output):
    """Work on transposed arrays."""
    g, hat = grad_output.T, self.normalized.T
    self.gradients["weight"][...] = [np.dot(a, b) for a, b in zip(g, hat, strict=True)]
    self.gradients["bias"][...] = [sum(a) for a in g]
    g = g * self.parameters["weight"][:, None]
    if self.training:
        both = np.stack([np.ones_like(hat), hat])
        g = g - sum(base * (g * base).mean(axis=1, keepdims=True) for base in both)
    return np.ascontiguousarray((g * self.inverse_std[:, None]).T)
