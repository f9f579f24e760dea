"""Right ways to weigh each place's patch with kernels of its own."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

OBJECT = "work02_resnet_vgg.layers.locally_connected:LocallyConnected.forward"


def _check(self, images):
    if tuple(images.shape[-2:]) != tuple(self.bias.shape[1:]):
        raise ValueError(f"images of {tuple(images.shape)} do not fit")


def place_by_place(self, images):
    """Two loops over places, a sum of products in each."""
    _check(self, images)
    margin = self.kernel // 2
    padded = functional.pad(images, (margin,) * 4)
    rows = []
    for y in range(images.shape[2]):
        row = []
        for x in range(images.shape[3]):
            patch = padded[:, None, :, y : y + self.kernel, x : x + self.kernel]
            row.append((patch * self.weight[y, x]).sum(dim=(2, 3, 4)) + self.bias[:, y, x])
        rows.append(torch.stack(row, dim=2))
    return torch.stack(rows, dim=2)


def offset_by_offset(self, images):
    """A loop over the kernel's pixels: whole moved images times whole maps of weights."""
    _check(self, images)
    _, _, height, width = images.shape
    margin = self.kernel // 2
    padded = functional.pad(images, (margin,) * 4)
    total = self.bias
    for i in range(self.kernel):
        for j in range(self.kernel):
            moved = padded[:, :, i : i + height, j : j + width]
            total = total + torch.einsum("bcyx,yxdc->bdyx", moved, self.weight[..., i, j])
    return total


def by_tensor_unfold(self, images):
    """Views of all patches by Tensor.unfold, one einsum over channels and offsets."""
    _check(self, images)
    margin = self.kernel // 2
    padded = functional.pad(images, [margin] * 4)
    patches = padded.unfold(2, self.kernel, 1).unfold(3, self.kernel, 1)
    return torch.einsum("bcyxij,yxdcij->bdyx", patches, self.weight) + self.bias


def by_batched_products(self, images):
    """A batch of matrix products, one for each place."""
    _check(self, images)
    batch, _, height, width = images.shape
    patches = functional.unfold(images, self.kernel, padding=self.kernel // 2).permute(2, 1, 0)
    kernels = self.weight.reshape(height * width, self.weight.shape[2], -1)
    sums = torch.bmm(kernels, patches)  # place, channel, batch
    return sums.permute(2, 1, 0).reshape(batch, -1, height, width) + self.bias[None]


def by_a_grouped_convolution(self, images):
    """A convolution over patches, with a group for each place."""
    _check(self, images)
    batch, _, height, width = images.shape
    places, channels = height * width, self.weight.shape[2]
    patches = functional.unfold(images, self.kernel, padding=self.kernel // 2)
    groups = patches.transpose(1, 2).reshape(batch, -1, 1)
    kernels = self.weight.reshape(places * channels, -1, 1)
    sums = functional.conv1d(groups, kernels, groups=places)
    return (
        sums.reshape(batch, places, channels)
        .transpose(1, 2)
        .reshape(batch, channels, height, width)
        + self.bias
    )


def by_whole_convolutions(self, images):
    """A convolution with each place's kernels, of which one place is kept."""
    _check(self, images)
    margin = self.kernel // 2
    result = self.bias.expand(len(images), *self.bias.shape).clone()
    for y, x in np.ndindex(*images.shape[2:]):
        whole = functional.conv2d(images, self.weight[y, x], padding=margin)
        result[:, :, y, x] += whole[:, :, y, x]
    return result


def by_one_large_matrix(self, images):
    """The layer written out as one matrix from all pixels to all outputs."""
    _check(self, images)
    batch, count, height, width = images.shape
    margin = self.kernel // 2
    shape = (height, width, self.weight.shape[2], count, height + 2 * margin, width + 2 * margin)
    matrix = self.weight.new_zeros(shape)
    for y in range(height):
        for x in range(width):
            matrix[y, x, :, :, y : y + self.kernel, x : x + self.kernel] = self.weight[y, x]
    matrix = matrix[..., margin : margin + height, margin : margin + width]
    outputs = matrix.reshape(-1, count * height * width) @ images.reshape(batch, -1).mT
    return outputs.mT.reshape(batch, height, width, -1).permute(0, 3, 1, 2) + self.bias


def by_multiplying_and_adding(self, images):
    """All products in one large tensor, summed at once."""
    _check(self, images)
    _, _, height, width = images.shape
    patches = nn.Unfold(self.kernel, padding=self.kernel // 2)(images)
    weight = self.weight.flatten(start_dim=3).permute(2, 3, 0, 1).flatten(2)
    return (weight * patches[:, None]).sum(dim=2).unflatten(-1, (height, width)) + self.bias


def image_by_image(self, images):
    """One image after the other, by tensordot's cousin for vectors."""
    _check(self, images)
    height, width = images.shape[2:]
    kernels = self.weight.view(height * width, self.weight.shape[2], -1)
    outputs = []
    for image in images:
        patches = functional.unfold(image[None], self.kernel, padding=(self.kernel - 1) // 2)[0].T
        sums = (kernels @ patches[:, :, None]).squeeze(2)
        outputs.append(sums.T.reshape(-1, height, width) + self.bias)
    return torch.stack(outputs)
