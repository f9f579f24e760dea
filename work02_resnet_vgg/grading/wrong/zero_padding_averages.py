"""Averages patches instead of taking pixels."""

from torch.nn.functional import avg_pool2d, pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    smaller = avg_pool2d(images, self.stride)
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))
