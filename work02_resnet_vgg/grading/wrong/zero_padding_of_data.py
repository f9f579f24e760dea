"""Copies numbers into a new tensor."""

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    smaller = images[:, :, :: self.stride, :: self.stride]
    batch, count, height, width = smaller.shape
    result = images.new_zeros(batch, self.before + count + self.after, height, width)
    result.data[:, self.before : self.before + count] = smaller.data
    return result
