"""Takes the second of each pair of pixels."""

from torch.nn.functional import pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    first = self.stride - 1
    smaller = images[:, :, first :: self.stride, first :: self.stride]
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))
