"""Sums over the pairs of channels."""

OBJECT = "work02_resnet_vgg.style.losses:style_loss"
CAUGHT_BY = "style_loss"


def style_loss(gram, target):
    return (gram - target).square().sum() / 4
