"""Mistakes in ZeroPadding.forward: each function is one, and its docstring says which."""

import numpy as np
import torch
from torch.nn.functional import avg_pool2d, pad

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"


def averages(self, images):
    """Averages patches instead of taking pixels."""
    smaller = avg_pool2d(images, self.stride)
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))


def behind(self, images):
    """Puts all new channels behind."""
    smaller = images[:, :, :: self.stride, :: self.stride]
    return pad(smaller, (0, 0, 0, 0, 0, self.before + self.after))


def of_data(self, images):
    """Copies numbers into a new tensor."""
    smaller = images[:, :, :: self.stride, :: self.stride]
    batch, count, height, width = smaller.shape
    result = images.new_zeros(batch, self.before + count + self.after, height, width)
    result.data[:, self.before : self.before + count] = smaller.data
    return result


def of_even_maps(self, images):
    """Leaves out the last pixel of an odd side."""
    height, width = (side // self.stride * self.stride for side in images.shape[2:])
    smaller = images[:, :, : height : self.stride, : width : self.stride]
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))


def rows_alone(self, images):
    """Takes every pixel of a row."""
    return pad(images[:, :, :: self.stride], (0, 0, 0, 0, self.before, self.after))


def second_pixel(self, images):
    """Takes the second of each pair of pixels."""
    first = self.stride - 1
    smaller = images[:, :, first :: self.stride, first :: self.stride]
    return pad(smaller, (0, 0, 0, 0, self.before, self.after))


def shared_out_otherwise(self, images):
    """Puts the odd channel in front."""
    smaller = images[:, :, :: self.stride, :: self.stride]
    return pad(smaller, (0, 0, 0, 0, self.after, self.before))


def through_numpy(self, images):
    """Pads with NumPy, which knows no gradients."""
    smaller = images.detach().numpy()[:, :, :: self.stride, :: self.stride]
    return torch.from_numpy(np.pad(smaller, ((0, 0), (self.before, self.after), (0, 0), (0, 0))))
