"""Lets autograd transpose `unfold`."""

import torch

OBJECT = "work03_cifar10.basics.convolution:fold"
CAUGHT_BY = "fold"


def fold(columns, image_size, size, stride=1, padding=0):
    channels = columns.shape[1] // (size[0] * size[1])
    images = columns.new_zeros(len(columns), channels, *image_size, requires_grad=True)
    images_out = unfold(images, size, stride, padding)
    return torch.autograd.grad(images_out, images, columns, create_graph=True)[0]
