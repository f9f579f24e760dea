"""Rows only: grain along them stays."""

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    down = image[:, 1:] - image[:, :-1]
    return down.square().mean()
