"""Takes one neighbor for a constant."""

OBJECT = "work02_resnet_vgg.style.losses:total_variation"
CAUGHT_BY = "total_variation"


def total_variation(image):
    down = image[:, 1:] - image[:, :-1].detach()
    right = image[:, :, 1:] - image[:, :, :-1].detach()
    return down.square().mean() + right.square().mean()
