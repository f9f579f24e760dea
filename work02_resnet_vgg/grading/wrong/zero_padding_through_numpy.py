"""Pads with NumPy, which knows no gradients."""

import numpy as np
import torch

OBJECT = "work02_resnet_vgg.layers.blocks:ZeroPadding.forward"
CAUGHT_BY = "zero_padding_forward"


def forward(self, images):
    smaller = images.detach().numpy()[:, :, :: self.stride, :: self.stride]
    return torch.from_numpy(np.pad(smaller, ((0, 0), (self.before, self.after), (0, 0), (0, 0))))
