"""The gradient of softmax regression in other forms."""

import numpy as np
import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"


def minus_one_hot(images, labels, weight, bias):
    """Subtract one-hot labels."""
    error = softmax(images @ weight + bias) - one_hot(labels, len(bias))
    return images.T @ error / len(images), error.mean(dim=0)


def image_by_image(images, labels, weight, bias):
    """Add the outer products of all images."""
    grad_weight, grad_bias = torch.zeros_like(weight), torch.zeros_like(bias)
    for image, label in zip(images, labels.tolist(), strict=True):
        error = (image @ weight + bias).softmax(dim=0)
        error[label] -= 1
        grad_weight += torch.outer(image, error) / len(images)
        grad_bias += error / len(images)
    return grad_weight, grad_bias


def by_einsum(images, labels, weight, bias):
    """Name the axes."""
    error = torch.softmax(torch.einsum("bp,pc->bc", images, weight) + bias, dim=-1)
    error = error - (labels[:, None] == torch.arange(weight.shape[1])).to(error)
    return (
        torch.einsum("bp,bc->pc", images, error) / images.shape[0],
        torch.einsum("bc->c", error) / images.shape[0],
    )


def in_numpy(images, labels, weight, bias):
    """Compute with NumPy."""
    x, w, b = (tensor.numpy() for tensor in (images, weight, bias))
    logits = x @ w + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(x)), labels.numpy()] -= 1
    return torch.from_numpy(x.T @ error / len(x)), torch.from_numpy(error.sum(axis=0) / len(x))


def column_by_column(images, labels, weight, bias):
    """Fill one column after the other; return a list."""
    probabilities = softmax(images @ weight + bias)
    grad_weight, grad_bias = torch.empty_like(weight), torch.empty_like(bias)
    for number in range(weight.shape[1]):
        error = probabilities[:, number] - (labels == number).to(weight.dtype)
        grad_weight[:, number] = (images * error[:, None]).mean(dim=0)
        grad_bias[number] = error.mean()
    return [grad_weight, grad_bias]


def with_a_column_of_ones(images, labels, weight, bias):
    """Take the bias as the weight of a pixel that is always 1."""
    larger = torch.cat([images, images.new_ones(len(images), 1)], dim=1)
    error = (larger @ torch.vstack([weight, bias])).softmax(dim=1)
    error.scatter_add_(1, labels[:, None], -torch.ones_like(error[:, :1]))
    gradients = larger.T @ (error / len(images))
    return gradients[:-1], gradients[-1]


def through_the_jacobian(images, labels, weight, bias):
    """Go through softmax by its Jacobian, diag(p) - p pᵀ."""
    probabilities = softmax(images @ weight + bias)
    jacobian = torch.diag_embed(probabilities) - probabilities[:, :, None] * probabilities[:, None]
    grad_probabilities = torch.zeros_like(probabilities)
    row = torch.arange(len(labels))
    grad_probabilities[row, labels] = -1 / probabilities[row, labels] / len(labels)
    grad_logits = torch.bmm(grad_probabilities[:, None], jacobian)[:, 0]
    return images.t().mm(grad_logits), grad_logits.sum(0)


def what_is_seen_minus_what_should_be(images, labels, weight, bias):
    """Subtract the labels' sums of images from the model's, as in Boltzmann machines."""
    said = (images @ weight + bias).log_softmax(dim=1).exp()
    seen = torch.zeros_like(weight.T).index_add_(0, labels, images).T
    counts = torch.bincount(labels, minlength=len(bias)).to(bias.dtype)
    return (images.T @ said - seen) / len(labels), (said.sum(dim=0) - counts) / len(labels)
