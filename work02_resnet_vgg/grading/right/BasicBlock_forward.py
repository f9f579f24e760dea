"""Right ways through a basic block."""

import torch
from torch import nn
from torch.nn import functional

OBJECT = "work02_resnet_vgg.layers.blocks:BasicBlock.forward"


def plainly(self, images):
    """Step by step."""
    out = self.conv1(images)
    out = self.bn1(out)
    out = functional.relu(out)
    out = self.conv2(out)
    out = self.bn2(out)
    if self.downsample is not None:
        out = out * self.scale + self.downsample(images)
    return functional.relu(out)


def as_a_sequence(self, images):
    """F as an nn.Sequential."""
    f = nn.Sequential(self.conv1, self.bn1, nn.ReLU(), self.conv2, self.bn2)
    if self.downsample is None:
        return f(images).relu()
    return (self.scale * f(images) + self.downsample(images)).relu()


def by_clamping(self, images):
    """A ReLU is a clamp."""
    inner = self.bn1(self.conv1(images)).clamp(min=0)
    residual = self.bn2(self.conv2(inner))
    if self.downsample is None:
        return residual.clamp(min=0)
    return torch.add(self.downsample(images), residual, alpha=self.scale).clamp(min=0)


def shortcut_first(self, images):
    """The shortcut first, then what is added to it."""
    there = self.downsample is not None
    total = self.downsample(images) if there else 0
    weight = self.scale if there else 1
    total = total + weight * self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(images)))))
    return total.relu()


def in_place(self, images):
    """ReLUs and addition in place, on tensors of its own."""
    out = self.bn1(self.conv1(images)).relu_()
    out = self.bn2(self.conv2(out))
    if self.downsample is None:
        return out.relu_()
    out = out.mul(self.scale)
    out += self.downsample(images)
    return functional.relu(out, inplace=True)


def in_a_loop(self, images):
    """A loop over the two convolutions."""
    out = images
    for number, (conv, norm) in enumerate([(self.conv1, self.bn1), (self.conv2, self.bn2)]):
        if number:
            out = out.relu()
        out = norm(conv(out))
    if self.downsample is None:
        return out.relu()
    return functional.relu(torch.stack([self.scale * out, self.downsample(images)]).sum(0))


def by_masks(self, images):
    """A ReLU multiplies by where it is positive."""

    def positive(signal):
        return signal * (signal > 0)

    out = self.bn2(self.conv2(positive(self.bn1(self.conv1(images)))))
    if self.downsample is None:
        return positive(out)
    return positive(out * self.scale + self.downsample(images))


def by_where(self, images):
    """A ReLU chooses; the convolutions are called as functions."""

    def apply(layer, signal):
        return functional.conv2d(signal, layer.weight, layer.bias, layer.stride, layer.padding)

    hidden = self.bn1(apply(self.conv1, images))
    hidden = torch.where(hidden > 0, hidden, 0)
    hidden = self.bn2(apply(self.conv2, hidden))
    if self.downsample is not None:
        hidden = self.downsample(images).add(hidden.mul(self.scale))
    return torch.where(hidden > 0, hidden, 0)


def by_parts(self, images):
    """The positive part is half of value and size."""
    inner = self.bn1(self.conv1(images))
    inner = (inner + inner.abs()) / 2
    out = self.bn2(self.conv2(inner))
    if self.downsample is None:
        return (out + out.abs()) / 2
    total = self.downsample(images) + out * self.scale
    return (total + total.abs()) / 2
