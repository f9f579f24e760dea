"""Lets gradients through a ReLU at exactly 0."""

import torch

OBJECT = "work03_cifar10.basics.mlp:backward"
CAUGHT_BY = "mlp_backward"


def backward(images, labels, weight1, bias1, weight2, bias2):
    before = images @ weight1 + bias1
    hidden = before.clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (before >= 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )
