"""Forgets the half."""

OBJECT = "work02_resnet_vgg.style.losses:content_loss"
CAUGHT_BY = "content_loss"


def content_loss(maps, target):
    return (maps - target).square().mean()
