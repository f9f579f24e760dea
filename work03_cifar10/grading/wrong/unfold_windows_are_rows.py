"""Has a window in a row."""

from torch.nn import functional

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    columns = functional.unfold(images, size, padding=padding, stride=stride)
    return columns.transpose(1, 2)
