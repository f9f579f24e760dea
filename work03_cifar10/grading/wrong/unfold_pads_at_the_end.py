"""Pads below and on the right alone."""

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    padded = pad(images, (0, 2 * padding, 0, 2 * padding))
    windows = padded.unfold(2, size[0], stride).unfold(3, size[1], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)
