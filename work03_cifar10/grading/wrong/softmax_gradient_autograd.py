"""Lets autograd compute it."""

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    cross_entropy(images @ weight + bias, labels).backward()
    return weight.grad, bias.grad
