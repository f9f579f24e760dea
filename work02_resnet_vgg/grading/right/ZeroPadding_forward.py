"""Right ways to a shortcut without parameters."""

import torch
from torch import nn
from torch.nn import functional

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"


def by_concatenation(self, images):
    """Zeros in front and behind, concatenated."""
    smaller = images[:, :, :: self.stride, :: self.stride]
    batch, _, height, width = smaller.shape
    before = smaller.new_zeros(batch, self.before, height, width)
    after = smaller.new_zeros(batch, self.after, height, width)
    return torch.cat([before, smaller, after], dim=1)


def by_writing_into_zeros(self, images):
    """A map of zeros, into which the pixels are written."""
    smaller = images[..., :: self.stride, :: self.stride]
    channels = self.before + images.shape[1] + self.after
    result = images.new_zeros(len(images), channels, *smaller.shape[2:])
    result[:, self.before : self.before + images.shape[1]] = smaller
    return result


def by_pooling(self, images):
    """A max-pool over one pixel, and a layer that pads."""
    smaller = functional.max_pool2d(images, 1, self.stride)
    return nn.ConstantPad3d((0, 0, 0, 0, self.before, self.after), 0.0)(smaller)


def by_a_fixed_convolution(self, images):
    """A 1×1 convolution with ones and zeros."""
    count = images.shape[1]
    weight = images.new_zeros(self.before + count + self.after, count, 1, 1)
    for channel in range(count):
        weight[self.before + channel, channel] = 1
    return functional.conv2d(images, weight, stride=self.stride)


def by_three_matrices(self, images):
    """Selects rows, columns and channels by matrices of ones and zeros."""
    _, count, height, width = images.shape
    eye = torch.eye(max(height, width, count), dtype=images.dtype, device=images.device)
    rows, columns = eye[: height : self.stride, :height], eye[: width : self.stride, :width]
    placed = functional.pad(eye[:count, :count], (0, 0, self.before, self.after))
    return torch.einsum("dc,yh,xw,bchw->bdyx", placed, rows, columns, images)


def by_index_select(self, images):
    """Selects rows and columns by their numbers, then pads at one side and rolls."""
    rows = torch.arange(0, images.shape[2], self.stride)
    columns = torch.arange(0, images.shape[3], self.stride)
    smaller = images.index_select(2, rows).index_select(3, columns)
    padded = functional.pad(smaller, (0, 0, 0, 0, 0, self.before + self.after))
    return padded.roll(self.before, dims=1)


def channel_by_channel(self, images):
    """A list of channels, stacked."""
    maps = [channel[:, :: self.stride, :: self.stride] for channel in images.unbind(1)]
    nothing = torch.zeros_like(maps[0])
    listed = [nothing] * self.before + maps + [nothing] * self.after
    return torch.stack(listed, dim=1)


def by_index_add(self, images):
    """Padded first, made smaller after."""
    channels = torch.arange(images.shape[1]) + self.before
    shape = (len(images), images.shape[1] + self.before + self.after, *images.shape[2:])
    large = torch.zeros(shape, dtype=images.dtype).index_add(1, channels, images)
    return large[:, :, :: self.stride].permute(0, 1, 3, 2)[:, :, :: self.stride].permute(0, 1, 3, 2)


def by_an_average_of_one_pixel(self, images):
    """An average pool over one pixel, padded with copies of zero times itself."""
    smaller = functional.avg_pool2d(images, kernel_size=1, stride=self.stride)
    for _ in range(self.before):
        smaller = functional.pad(smaller, (0, 0, 0, 0, 1, 0))
    for _ in range(self.after):
        smaller = functional.pad(smaller, (0, 0, 0, 0, 0, 1))
    return smaller
