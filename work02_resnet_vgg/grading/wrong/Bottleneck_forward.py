"""Mistakes in Bottleneck.forward: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import relu

OBJECT = "work02_resnet_vgg.layers.blocks:Bottleneck.forward"


def changes_its_images(self, images):
    """Adds to the images in place."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return torch.relu(residual)
    shortcut = self.downsample(images)
    shortcut.data += residual.data
    return torch.relu(shortcut + (residual - residual.detach()))


def inner_without_relu(self, images):
    """Forgets the second ReLU."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))


def needs_a_shortcut(self, images):
    """Adds the images where there is no shortcut."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return torch.relu(residual + images)
    return torch.relu(residual + self.downsample(images))


def no_relu_after_addition(self, images):
    """Leaves the sum without a ReLU."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return relu(residual)
    return residual + self.downsample(images)


def norms_exchanged(self, images):
    """Uses the first batch norm twice."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn1(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))


def relu_before_addition(self, images):
    """Applies the third ReLU before the addition."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = relu(self.bn2(self.conv2(residual)))
    residual = relu(self.bn3(self.conv3(residual)))
    if self.downsample is None:
        return relu(residual)
    return relu(residual + self.downsample(images))


def shortcut_without_gradient(self, images):
    """Sends no gradient through the shortcut."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images).detach())


def trains_the_last_convolution(self, images):
    """Cuts the gradient off in front of the last convolution."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = torch.relu(self.bn2(self.conv2(residual)))
    residual = self.bn3(self.conv3(residual.detach()))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))


def without_last_norm(self, images):
    """Forgets the third batch norm."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = relu(self.bn2(self.conv2(residual)))
    residual = self.conv3(residual)
    if self.downsample is None:
        return relu(residual)
    return relu(residual + self.downsample(images))
