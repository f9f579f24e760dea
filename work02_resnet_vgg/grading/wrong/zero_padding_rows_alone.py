"""Takes every pixel of a row."""

from torch.nn.functional import pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    return pad(images[:, :, :: self.stride], (0, 0, 0, 0, self.before, self.after))
