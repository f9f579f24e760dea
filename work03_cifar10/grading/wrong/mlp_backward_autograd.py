"""Lets autograd compute it."""

import torch

OBJECT = "work03_cifar10.basics.mlp:backward"
CAUGHT_BY = "mlp_backward"


def backward(images, labels, weight1, bias1, weight2, bias2):
    tensors = [t.clone().requires_grad_() for t in (weight1, bias1, weight2, bias2)]
    _, logits = forward(images, Parameters(*tensors))
    return torch.autograd.grad(torch.nn.functional.cross_entropy(logits, labels), tensors)
