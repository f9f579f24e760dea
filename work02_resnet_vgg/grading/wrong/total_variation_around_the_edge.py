"""The last row's neighbor is the first."""

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    down = image.roll(-1, dims=1) - image
    right = image.roll(-1, dims=2) - image
    return down.square().mean() + right.square().mean()
