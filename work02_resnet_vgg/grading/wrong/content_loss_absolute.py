"""The mean distance, not its square."""

OBJECT = "work02_resnet_vgg.style.losses:content_loss"
CAUGHT_BY = "content_loss"


def content_loss(maps, target):
    return (maps - target).abs().mean() / 2
