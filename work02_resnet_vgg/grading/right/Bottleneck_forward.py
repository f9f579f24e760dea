"""Right ways through a bottleneck."""

import torch
from torch import nn
from torch.nn import functional

OBJECT = "work02_resnet_vgg.layers.blocks:Bottleneck.forward"


def plainly(self, images):
    """Step by step."""
    out = functional.relu(self.bn1(self.conv1(images)))
    out = functional.relu(self.bn2(self.conv2(out)))
    out = self.bn3(self.conv3(out))
    if self.downsample is not None:
        out = out + self.downsample(images)
    return functional.relu(out)


def as_a_sequence(self, images):
    """F as an nn.Sequential."""
    f = nn.Sequential(
        self.conv1, self.bn1, nn.ReLU(), self.conv2, self.bn2, nn.ReLU(), self.conv3, self.bn3
    )
    if self.downsample is None:
        return f(images).relu()
    return f(images).add(self.downsample(images)).relu()


def in_a_loop(self, images):
    """A loop over names."""
    out = images
    for number in "123":
        out = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(out))
        if number == "3" and self.downsample is not None:
            out = out + self.downsample(images)
        out = torch.relu(out)
    return out


def by_clamping(self, images):
    """A ReLU is a clamp."""
    out = self.bn1(self.conv1(images)).clamp_min(0)
    out = self.bn2(self.conv2(out)).clamp_min(0)
    out = self.bn3(self.conv3(out))
    shortcut = 0 if self.downsample is None else self.downsample(images)
    return (shortcut + out).clamp_min(0)


def in_place(self, images):
    """ReLUs and addition in place, on tensors of its own."""
    out = self.bn1(self.conv1(images)).relu_()
    out = self.bn2(self.conv2(out)).relu_()
    out = self.bn3(self.conv3(out)).clone()
    if self.downsample is not None:
        out += self.downsample(images)
    return out.relu_()


def by_masks(self, images):
    """A ReLU multiplies by where it is positive."""

    def positive(signal):
        return (signal > 0).to(signal.dtype) * signal

    hidden = positive(self.bn1(self.conv1(images)))
    hidden = positive(self.bn2(self.conv2(hidden)))
    total = self.bn3(self.conv3(hidden))
    if self.downsample is None:
        return positive(total)
    return positive(torch.add(total, self.downsample(images)))


def shortcut_first(self, images):
    """The shortcut first; nested calls."""
    shortcut = None if self.downsample is None else self.downsample(images)
    residual = self.bn3(
        self.conv3(self.bn2(self.conv2(self.bn1(self.conv1(images)).relu())).relu())
    )
    return residual.relu() if shortcut is None else (shortcut + residual).relu()


def by_a_product_for_the_1x1(self, images):
    """The last 1×1 convolution is a product of matrices."""
    out = self.bn2(self.conv2(self.bn1(self.conv1(images)).relu())).relu()
    out = torch.einsum("oc,bchw->bohw", self.conv3.weight[:, :, 0, 0], out)
    if self.conv3.bias is not None:
        out = out + self.conv3.bias[:, None, None]
    out = self.bn3(out)
    if self.downsample is None:
        return nn.ReLU()(out)
    return nn.ReLU()(out + self.downsample(images))


def by_recursion(self, images):
    """Each step calls the next."""
    steps = [(self.conv1, self.bn1), (self.conv2, self.bn2), (self.conv3, self.bn3)]

    def residual(signal, left):
        (conv, norm), *rest = left
        signal = norm(conv(signal))
        return residual(signal.relu(), rest) if rest else signal

    out = residual(images, steps)
    if self.downsample is None:
        return torch.maximum(out, torch.zeros_like(out))
    out = out + self.downsample(images)
    return torch.maximum(out, torch.zeros_like(out))
