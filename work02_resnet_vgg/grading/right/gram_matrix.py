"""Right ways to a Gram matrix."""

import torch
from torch.nn import functional

OBJECT = "work02_resnet_vgg.style.losses:gram_matrix"


def with_einsum(maps):
    """One einsum over the maps."""
    _, height, width = maps.shape
    return torch.einsum("ihw,jhw->ij", maps, maps) / (height * width)


def pair_by_pair(maps):
    """A loop over pairs of channels."""
    rows = [torch.stack([(one * other).mean() for other in maps]) for one in maps]
    return torch.stack(rows)


def place_by_place(maps):
    """A mean of outer products, one for each place."""
    places = maps.flatten(1).T
    return torch.stack([torch.outer(place, place) for place in places]).mean(0)


def by_broadcasting(maps):
    """A product of four dimensions, averaged."""
    return (maps[:, None] * maps[None]).mean(dim=(2, 3))


def as_a_batched_product(maps):
    """A batch of one matrix, scaled before the product."""
    count = maps[0].numel()
    scaled = maps.reshape(1, len(maps), count) / count**0.5
    return torch.bmm(scaled, scaled.transpose(1, 2))[0]


def as_a_convolution(maps):
    """The maps slide over themselves, at one place."""
    return functional.conv2d(maps[:, None], maps[:, None])[:, :, 0, 0] / maps[0].numel()


def from_the_covariance(maps):
    """Covariance plus the product of the means."""
    values = maps.flatten(1)
    mean = values.mean(1)
    return torch.cov(values, correction=0) + mean[:, None] * mean[None, :]


def as_a_linear_layer(maps):
    """A fully connected layer whose weights are its inputs."""
    values = maps.contiguous().view(maps.size(0), -1)
    return functional.linear(values, values) / values.size(1)


def with_tensordot(maps):
    """A contraction of two dimensions."""
    return torch.tensordot(maps, maps, dims=([1, 2], [1, 2])).div(maps.shape[1] * maps.shape[2])
