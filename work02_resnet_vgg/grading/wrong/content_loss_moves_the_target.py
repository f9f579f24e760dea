"""Has a gradient for the target alone."""

OBJECT = "work02_resnet_vgg.style.losses:content_loss"
CAUGHT_BY = "content_loss"


def content_loss(maps, target):
    return (maps.detach() - target).square().mean() / 2
