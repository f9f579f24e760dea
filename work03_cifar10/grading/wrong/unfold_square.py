"""Takes windows for squares."""

OBJECT = "work03_cifar10.basics.convolution:unfold"
CAUGHT_BY = "unfold"


def unfold(images, size, stride=1, padding=0):
    windows = pad(images, (padding,) * 4).unfold(2, size[0], stride).unfold(3, size[0], stride)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)
