"""Calls torch's."""

from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    return functional.unfold(images, size, padding=padding, stride=stride)
