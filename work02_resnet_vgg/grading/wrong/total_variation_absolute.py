"""Averages absolute differences."""

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    return image.diff(dim=1).abs().mean() + image.diff(dim=2).abs().mean()
