"""Mistakes in BasicBlock.forward: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import relu

OBJECT = "work02_resnet_vgg.layers.blocks:BasicBlock.forward"


def changes_its_images(self, images):
    """Adds to the images in place."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    shortcut = self.downsample(images)
    shortcut.data += (self.scale * residual).data
    return torch.relu(shortcut + self.scale * (residual - residual.detach()))


def ignores_the_scale(self, images):
    """Forgets the scale."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(residual + self.downsample(images))


def normalizes_with_one(self, images):
    """Uses the first batch norm twice."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn1(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(self.scale * residual + self.downsample(images))


def raw_shortcut(self, images):
    """Adds x itself where it should be projected."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return relu(residual)
    return relu(self.scale * residual + images)


def relu_before_addition(self, images):
    """Applies the last ReLU to F alone."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return relu(residual)
    return relu(self.scale * residual) + self.downsample(images)


def scales_shortcut(self, images):
    """Scales the sum."""
    residual = relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return relu(residual)
    return relu(self.scale * (residual + self.downsample(images)))


def scales_without_shortcut(self, images):
    """Scales F(x) where there is no shortcut, too."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(self.scale * residual)
    return torch.relu(self.scale * residual + self.downsample(images))


def shortcut_through_numpy(self, images):
    """Takes the shortcut through NumPy."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(
        self.scale * residual + torch.from_numpy(self.downsample(images).detach().numpy())
    )


def shortcut_without_gradient(self, images):
    """Sends no gradient through the shortcut."""
    residual = torch.relu(self.bn1(self.conv1(images)))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(self.scale * residual + self.downsample(images).detach())


def trains_the_second_half(self, images):
    """Cuts the gradient off after the first half."""
    residual = torch.relu(self.bn1(self.conv1(images)).detach())
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(self.scale * residual + self.downsample(images))


def without_inner_relu(self, images):
    """Has no ReLU between the convolutions."""
    residual = self.bn1(self.conv1(images))
    residual = self.bn2(self.conv2(residual))
    if self.downsample is None:
        return relu(residual)
    return relu(self.scale * residual + self.downsample(images))


def zeros(self, images):
    """Gives zeros of the right shape."""
    residual = 0 * self.conv2(self.conv1(images))
    if self.downsample is None:
        return torch.relu(residual)
    return torch.relu(self.scale * residual + self.downsample(images))
