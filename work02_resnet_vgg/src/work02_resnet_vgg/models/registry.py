"""All networks by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import nn

from shared.errors import UserError
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.densenet import BLOCKS, densenet
from work02_resnet_vgg.models.googlenet import GoogLeNet
from work02_resnet_vgg.models.nin import NiN
from work02_resnet_vgg.models.resnet import BASIC, BOTTLENECK, resnet
from work02_resnet_vgg.models.vgg import CONVOLUTIONS, vgg

CIFAR_DEPTHS = (20, 32, 44, 56, 110)


class UnknownModelError(UserError):
    """There is no network of this name."""


VGGS: dict[str, Callable[..., nn.Module]] = {
    name: partial(vgg, name) for plain in CONVOLUTIONS for name in (plain, f"{plain}_bn")
}
RESNETS: dict[str, Callable[..., nn.Module]] = {
    name: partial(resnet, name) for name in BASIC | BOTTLENECK
}
IMAGENET_MODELS: dict[str, Callable[..., nn.Module]] = {
    **VGGS,
    **RESNETS,
    "googlenet": GoogLeNet,
    **{name: partial(densenet, name) for name in BLOCKS},
}
"""Networks with torchvision's names, 1000 classes, images of 224×224."""

CIFAR_MODELS: dict[str, Callable[..., nn.Module]] = {
    **{f"resnet{depth}": partial(CifarResNet, depth) for depth in CIFAR_DEPTHS},
    **{f"plain{depth}": partial(CifarResNet, depth, shortcut="none") for depth in CIFAR_DEPTHS},
    "nin": NiN,
}
"""Networks of 10 classes, images of 32×32."""

MODELS = IMAGENET_MODELS | CIFAR_MODELS
"""All of them; each entry makes its network, with random weights."""
