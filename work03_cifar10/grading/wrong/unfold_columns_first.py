"""Goes down the columns of a window first."""

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 5, 4, 2, 3).flatten(4).flatten(1, 3)
