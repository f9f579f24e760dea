"""Lets autograd compute it."""

OBJECT = "work03_cifar10.basics.pooling:max_pool_backward"
CAUGHT_BY = "max_pool_backward"


def max_pool_backward(grad_output, images, size, stride):
    images = images.clone().requires_grad_()
    max_pool(images, size, stride).backward(grad_output)
    return images.grad
