"""Leaves out the last pixel of an odd side."""

from torch.nn.functional import pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    height, width = (side // self.stride * self.stride for side in images.shape[2:])
    smaller = images[:, :, : height : self.stride, : width : self.stride]
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))
