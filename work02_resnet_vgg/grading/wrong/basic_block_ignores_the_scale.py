"""Forgets the scale."""

import torch

OBJECT = "work02_resnet_vgg.layers.blocks:BasicBlock.forward"
CAUGHT_BY = "basic_block_forward"


def forward(self, images):
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))
