"""All networks by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import nn

from shared.errors import UserError
from work02_resnet_vgg.cifar_resnet import CifarResNet
from work02_resnet_vgg.densenet import BLOCKS, densenet
from work02_resnet_vgg.googlenet import GoogLeNet
from work02_resnet_vgg.nin import NiN
from work02_resnet_vgg.resnet import BASIC, BOTTLENECK, resnet
from work02_resnet_vgg.vgg import CONVOLUTIONS, vgg

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


def unknown_model(name: str) -> UnknownModelError:
    """The error that says which names there are."""
    return UnknownModelError(
        f"no model {name!r}; there are {', '.join(IMAGENET_MODELS | CIFAR_MODELS)}"
    )


def build(name: str) -> nn.Module:
    """The network `name`, with random weights.

    Raises:
        UnknownModelError: it is in neither table above.
    """
    models = IMAGENET_MODELS | CIFAR_MODELS
    if name not in models:
        raise unknown_model(name)
    return models[name]()
