"""Puts the channels of a pixel side by side."""

from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    columns = functional.unfold(images, size, padding=padding, stride=stride)
    batch, _, places = columns.shape
    split = columns.view(batch, images.shape[1], -1, places)
    return split.transpose(1, 2).reshape(columns.shape)
