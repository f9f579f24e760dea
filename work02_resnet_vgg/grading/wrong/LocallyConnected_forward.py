"""Mistakes in LocallyConnected.forward: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import pad, unfold

OBJECT = "work02_resnet_vgg.layers.locally_connected:LocallyConnected.forward"


def _checked(self, images):
    height, width = self.weight.shape[:2]
    if images.shape[2:] != (height, width):
        raise ValueError("another size")
    return height, width


def _sums(self, patches, kernels):
    height, width = self.weight.shape[:2]
    return torch.einsum("pcn,bnp->bcp", kernels, patches).unflatten(2, (height, width))


def one_kernel_for_all(self, images):
    """Shares the first place's kernels: a convolution."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    kernels = self.weight.flatten(3).flatten(0, 1)
    return _sums(self, patches, kernels[:1].expand_as(kernels)) + self.bias


def without_bias(self, images):
    """Leaves out the biases."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1))


def one_bias_a_channel(self, images):
    """Adds the mean bias of a channel everywhere."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    bias = self.bias.mean(dim=(1, 2), keepdim=True)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + bias


def from_the_corner(self, images):
    """Takes the patch that begins at the place, not the one around it."""
    _checked(self, images)
    margin = self.kernel - 1
    patches = unfold(pad(images, (0, margin, 0, margin)), self.kernel)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def column_by_column(self, images):
    """Counts places down the columns, where the patches are counted along the rows."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    kernels = self.weight.flatten(3).transpose(0, 1).flatten(0, 1)
    return _sums(self, patches, kernels) + self.bias


def turned_over(self, images):
    """Turns the kernels over, as a convolution of signals does."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    kernels = self.weight.flip(4, 5).flatten(3).flatten(0, 1)
    return _sums(self, patches, kernels) + self.bias


def rows_for_columns(self, images):
    """Swaps the rows and columns of the kernels."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    kernels = self.weight.transpose(4, 5).flatten(3).flatten(0, 1)
    return _sums(self, patches, kernels) + self.bias


def edges_repeated(self, images):
    """Repeats the border where zeros stand outside."""
    _checked(self, images)
    margin = self.kernel // 2
    padded = pad(images, (margin, margin, margin, margin), mode="replicate")
    patches = unfold(padded, self.kernel)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def mean_of_the_patch(self, images):
    """Divides the sums by the size of the patch."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) / self.kernel**2 + self.bias


def any_size(self, images):
    """Takes images of other sizes, and cuts them to the layer's."""
    height, width = self.weight.shape[:2]
    images = pad(images, (0, width, 0, height))[:, :, :height, :width]
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def so_many_places(self, images):
    """Checks the number of places alone, so that 4×5 passes for 5×4."""
    height, width = self.weight.shape[:2]
    if images.shape[2] * images.shape[3] != height * width:
        raise ValueError("another size")
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def only_too_large(self, images):
    """Refuses larger images, and pads smaller ones."""
    height, width = self.weight.shape[:2]
    more = (height - images.shape[2], width - images.shape[3])
    if min(more) < 0:
        raise ValueError("too large")
    patches = unfold(pad(images, (0, more[1], 0, more[0])), self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def through_numpy(self, images):
    """Sums with NumPy, which knows no gradients."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    kernels = self.weight.flatten(3).flatten(0, 1)
    return _sums(self, patches.detach(), kernels.detach()).detach() + self.bias


def weights_of_data(self, images):
    """Reads the kernels as numbers, so that they never learn."""
    _checked(self, images)
    patches = unfold(images, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.data.flatten(3).flatten(0, 1)) + self.bias


def in_float32(self, images):
    """Computes in float32, whatever the images are."""
    _checked(self, images)
    patches = unfold(images.float(), self.kernel, padding=self.kernel // 2)
    kernels = self.weight.float().flatten(3).flatten(0, 1)
    return _sums(self, patches, kernels) + self.bias.float()


def one_image_for_all(self, images):
    """Computes the first image of the batch, and repeats it."""
    _checked(self, images)
    first = images[:1].expand_as(images)
    patches = unfold(first, self.kernel, padding=self.kernel // 2)
    return _sums(self, patches, self.weight.flatten(3).flatten(0, 1)) + self.bias


def zeros(self, images):
    """Returns zeros."""
    height, width = _checked(self, images)
    return images.new_zeros(len(images), len(self.bias), height, width, requires_grad=True)


def biases(self, images):
    """Returns the biases alone."""
    _checked(self, images)
    return self.bias.expand(len(images), *self.bias.shape)
