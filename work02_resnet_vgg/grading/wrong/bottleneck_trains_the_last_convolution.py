"""Cuts the gradient off in front of the last convolution."""

import torch

OBJECT = "work02_resnet_vgg.layers.blocks:Bottleneck.forward"
CAUGHT_BY = "bottleneck_forward"


def forward(self, images):
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual.detach()))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))
