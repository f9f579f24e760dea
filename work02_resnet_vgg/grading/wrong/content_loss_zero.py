"""Is zero."""

OBJECT = "work02_resnet_vgg.style.losses:content_loss"
CAUGHT_BY = "content_loss"


def content_loss(maps, target):
    return 0 * (maps - target).sum()
