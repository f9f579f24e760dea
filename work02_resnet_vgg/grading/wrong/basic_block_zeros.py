"""Gives zeros of the right shape."""

import torch

OBJECT = "work02_resnet_vgg.layers.blocks:BasicBlock.forward"
CAUGHT_BY = "basic_block_forward"


def forward(self, images):
    residual = 0 * self.conv2(self.conv1(images))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(self.scale * residual + self.downsample(images))
