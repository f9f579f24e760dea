"""Backward through a multilayer perceptron in other forms."""

import numpy as np
import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.mlp:backward"


def by_the_inputs_of_the_relu(images, labels, weight1, bias1, weight2, bias2):
    """Look at what went into the ReLU."""
    before = images @ weight1 + bias1
    hidden = torch.relu(before)
    error = (torch.softmax(hidden @ weight2 + bias2, 1) - one_hot(labels, len(bias2))) / len(images)
    through = torch.where(before > 0, error @ weight2.t(), 0.0)
    return images.t() @ through, through.sum(0), hidden.t() @ error, error.sum(0)


def example_by_example(images, labels, weight1, bias1, weight2, bias2):
    """Add the gradients of all images."""
    grads = [torch.zeros_like(t) for t in (weight1, bias1, weight2, bias2)]
    for image, label in zip(images, labels.tolist(), strict=True):
        hidden = (image @ weight1 + bias1).clamp(min=0)
        error = (hidden @ weight2 + bias2).softmax(0)
        error[label] -= 1
        back = (weight2 @ error) * (hidden > 0)
        for grad, new in zip(
            grads, (torch.outer(image, back), back, torch.outer(hidden, error), error), strict=True
        ):
            grad += new / len(images)
    return tuple(grads)


def by_einsum(images, labels, weight1, bias1, weight2, bias2):
    """Name the axes."""
    hidden = torch.einsum("bp,ph->bh", images, weight1).add(bias1).relu()
    error = torch.einsum("bh,hc->bc", hidden, weight2).add(bias2).softmax(dim=1)
    error = error - (labels[:, None] == torch.arange(len(bias2))).to(error.dtype)
    error = error / error.shape[0]
    back = torch.einsum("bc,hc,bh->bh", error, weight2, hidden.sign())
    return (
        torch.einsum("bp,bh->ph", images, back),
        torch.einsum("bh->h", back),
        torch.einsum("bh,bc->hc", hidden, error),
        torch.einsum("bc->c", error),
    )


def in_numpy(images, labels, weight1, bias1, weight2, bias2):
    """Compute with NumPy."""
    x, w1, b1, w2, b2 = (t.numpy() for t in (images, weight1, bias1, weight2, bias2))
    before = x @ w1 + b1
    hidden = np.maximum(before, 0)
    logits = hidden @ w2 + b2
    error = np.exp(logits - logits.max(axis=1, keepdims=True))
    error /= error.sum(axis=1, keepdims=True)
    error -= np.eye(len(b2))[labels.numpy()]
    back = np.heaviside(before, 0) * np.dot(error, w2.T)
    return tuple(
        torch.from_numpy(np.asarray(grad / len(x)))
        for grad in (x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0))
    )


def layer_by_layer(images, labels, weight1, bias1, weight2, bias2):
    """Keep the inputs of all layers on a stack, and take them off again."""
    stack, x = [], images
    for weight, bias, last in ((weight1, bias1, False), (weight2, bias2, True)):
        stack.append((x, weight))
        x = x @ weight + bias
        x = x if last else x.relu()
    grad = softmax(x)
    grad[torch.arange(len(labels)), labels] -= 1
    grad /= len(labels)
    grads = []
    while stack:
        x, weight = stack.pop()
        grads = [x.T @ grad, grad.sum(dim=0), *grads]
        grad = (grad @ weight.T) * (x > 0)
    return tuple(grads)


def with_ones_for_the_biases(images, labels, weight1, bias1, weight2, bias2):
    """Take each bias as the last row of its weights."""
    ones = images.new_ones(len(images), 1)
    first = torch.hstack([images, ones])
    second = torch.hstack([(first @ torch.vstack([weight1, bias1])).relu(), ones])
    error = (second @ torch.vstack([weight2, bias2])).log_softmax(1).exp()
    error = error.scatter_add(1, labels[:, None], -ones) / len(images)
    back = (error @ weight2.T).masked_fill(second[:, :-1] == 0, 0)
    grad1, grad2 = first.T @ back, second.T @ error
    return grad1[:-1], grad1[-1], grad2[:-1], grad2[-1]


def with_the_given_forward(images, labels, weight1, bias1, weight2, bias2):
    """Let `forward` compute features and logits; return a list."""
    hidden, logits = forward(images, Parameters(weight1, bias1, weight2, bias2))
    error = softmax(logits) - torch.eye(len(bias2), dtype=logits.dtype)[labels]
    back = error.matmul(weight2.mT)
    back[hidden <= 0] = 0
    count = len(labels)
    return [
        images.mT.matmul(back) / count, back.mean(0), hidden.mT.matmul(error) / count, error.mean(0),
    ]  # fmt: skip


def through_all_jacobians(images, labels, weight1, bias1, weight2, bias2):
    """Multiply each image's Jacobians, from the loss to the first layer."""
    hidden = (images @ weight1 + bias1).clamp_min(0)
    probabilities = softmax(hidden @ weight2 + bias2)
    of_softmax = torch.diag_embed(probabilities) - torch.einsum(
        "bi,bj->bij", probabilities, probabilities
    )
    of_loss = -one_hot(labels, len(bias2)) / probabilities / len(labels)
    error = (of_loss[:, None, :] @ of_softmax).squeeze(1)
    of_hidden = weight2.T[None] * (hidden > 0)[:, None, :]
    back = (error[:, None, :] @ of_hidden).squeeze(1)
    return (
        (images[:, :, None] * back[:, None, :]).sum(0),
        back.sum(0),
        (hidden[:, :, None] * error[:, None, :]).sum(0),
        error.sum(0),
    )


def hidden_unit_by_hidden_unit(images, labels, weight1, bias1, weight2, bias2):
    """Take one hidden unit after the other."""
    hidden = torch.maximum(images @ weight1 + bias1, torch.zeros_like(bias1))
    error = softmax(hidden @ weight2 + bias2)
    error = (error - one_hot(labels, error.shape[1])).div(len(labels))
    grads1, biases1, grads2 = [], [], []
    for unit in range(len(bias1)):
        alive = hidden[:, unit].bool()
        share = error[alive] @ weight2[unit]
        grads1.append(share @ images[alive])
        biases1.append(share.sum())
        grads2.append(hidden[:, unit] @ error)
    return torch.stack(grads1, dim=1), torch.stack(biases1), torch.stack(grads2), error.sum(dim=0)
