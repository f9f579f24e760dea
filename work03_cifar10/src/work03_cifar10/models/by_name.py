"""The classifiers that train.py knows."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from shared.errors import UserError
from work03_cifar10.models.alexnet import AlexNet
from work03_cifar10.models.fast_net import WIDTHS, FastNet
from work03_cifar10.models.lenet import LeNet
from work03_cifar10.models.linear import linear, mlp

Shape = tuple[int, int, int]


class ModelError(UserError):
    """A model that is not for images of this size."""


def _alexnet(shape: Shape, classes: int, widths: tuple[int, ...]) -> nn.Module:
    return AlexNet(shape[0], classes, large=shape[1] >= 64)


def _fast(shape: Shape, classes: int, widths: tuple[int, ...]) -> nn.Module:
    patch = 2 if shape[0] == 3 else 3  # nine directions of a gray patch, twelve of a color one
    return FastNet(shape[0], classes, widths or WIDTHS, patch)


MODELS: dict[str, Callable[[Shape, int, tuple[int, ...]], nn.Module]] = {
    "linear": lambda shape, classes, widths: linear(shape, classes),
    "mlp": lambda shape, classes, widths: mlp(shape, classes),
    "lenet": lambda shape, classes, widths: LeNet(shape, classes),
    "alexnet": _alexnet,
    "fast": _fast,
}


def build(name: str, shape: Shape, classes: int, widths: tuple[int, ...] = ()) -> nn.Module:
    """Build the classifier `name` with random weights.

    Args:
        name: a key of MODELS.
        shape: (channels, height, width) of an image.
        classes: of the answers.
        widths: of the fast net's stages; its own where there are none.

    Raises:
        KeyError: the model does not exist.
    """
    return MODELS[name](shape, classes, widths)


def check_size(name: str, shape: Shape) -> None:
    """Refuse a model that is not for images of this size.

    Raises:
        ModelError: LeNet with anything but 28×28 or 32×32, AlexNet with less than 16 pixels, the
            fast net with less than 18, which would leave batch norm a single one.
    """
    _, height, width = shape
    if name == "lenet" and (height, width) not in ((28, 28), (32, 32)):
        raise ModelError(
            f"LeNet is for images of 28×28 or 32×32, not {width}×{height}: choose "
            "--image-size 32, or another --model"
        )
    if min(height, width) < {"alexnet": 16, "fast": 18}.get(name, 0):
        raise ModelError(
            f"images of {width}×{height} are too small for {name}: choose --image-size 32, "
            "or --model linear"
        )
