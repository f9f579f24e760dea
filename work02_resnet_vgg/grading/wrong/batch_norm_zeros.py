"""Gives zeros."""

OBJECT = "work02_resnet_vgg.layers.batch_norm:BatchNorm.forward"
CAUGHT_BY = "batch_norm_forward"


def forward(self, images):
    return images * 0
