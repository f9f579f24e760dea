"""Averages absolute differences."""

OBJECT = "work02_resnet_vgg.style.losses:style_loss"
CAUGHT_BY = "style_loss"


def style_loss(gram, target):
    return (gram - target).abs().mean() / 4
