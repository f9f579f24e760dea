"""Has a window in a row."""

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)
