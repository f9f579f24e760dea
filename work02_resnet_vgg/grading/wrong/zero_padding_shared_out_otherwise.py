"""Puts the odd channel in front."""

from torch.nn.functional import pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    smaller = images[:, :, :: self.stride, :: self.stride]
    return pad(smaller, (0, 0, 0, 0, self.after, self.before))
