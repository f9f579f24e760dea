"""Backbones: torchvision's classifiers without their last layers, as maps of strides 4 to 32.

Each backbone takes bytes (0–255, RGB) and normalizes them itself, just as its weights were trained: that
differs between sources, and a detector that is saved with its backbone cannot be fed wrongly. The
ResNet-50 from Keras wants BGR minus a mean and has its strides at the first 1×1; MobileNetV2 is
torchvision's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD
from shared.errors import UserError

BackboneName = Literal["resnet50", "resnet101", "mobilenet_v2", "tiny"]
Norm = Literal["frozen", "running"]


class BackboneError(UserError):
    """A backbone that is not to be had as asked."""


class Backbone(nn.Module):
    """Stages applied one after the other; the outputs of all of them are the maps C2 to C5.

    Args:
        stages: of strides 4, 8, 16, 32.
        channels: of each stage's output.
        mean, std: of the channels, on a scale from 0 to 255, in the order that the weights expect.
        bgr: the weights expect blue first.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        stages: Sequence[nn.Module],
        channels: Sequence[int],
        *,
        mean: Sequence[float] = tuple(255 * value for value in IMAGENET_MEAN),
        std: Sequence[float] = tuple(255 * value for value in IMAGENET_STD),
        bgr: bool = False,
    ) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)
        self.channels = tuple(channels)
        self.bgr = bgr
        self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(std)[:, None, None], persistent=False)

    def forward(self, images: Tensor) -> list[Float[Tensor, "batch channel height width"]]:
        """Return maps of strides 4, 8, 16, 32, of images of 0–255."""
        pixels = images.float()
        if self.bgr:
            pixels = pixels.flip(1)
        maps = (pixels - self.mean) / self.std
        outputs = []
        for stage in self.stages:
            maps = stage(maps)
            outputs.append(maps)
        return outputs


def make_backbone(name: BackboneName, *, pretrained: bool, norm: Norm) -> Backbone:
    """Build a backbone.

    Args:
        name: a ResNet, a MobileNetV2 for CPUs, or the small one that is trained from nothing.
        pretrained: with ImageNet weights.
        norm: frozen keeps the statistics and scales of batch norm as they are (which needs weights
            that were trained with them); running trains them.

    Raises:
        BackboneError: no such backbone, or one without published weights.
        DataUnavailableError: the weights could not be fetched.
    """
    if name == "tiny":
        if pretrained:
            raise BackboneError("the tiny backbone has no published weights: give --no-pretrained")
        backbone = _tiny()
    elif name == "mobilenet_v2":
        backbone = _mobilenet(pretrained)
    elif name in ("resnet50", "resnet101"):
        backbone = _resnet(name, pretrained)
    else:
        raise BackboneError(f"no backbone {name!r}: resnet50, resnet101, mobilenet_v2 or tiny")
    if norm == "frozen":
        freeze_norms(backbone)
    return backbone


def _resnet(name: str, pretrained: bool) -> Backbone:
    from torchvision import models  # a second, which --help does not need

    from shared.data.weights.keras_resnet import MEAN_BGR, paper_resnet
    from shared.data.weights.pretrained import resnet50_imagenet

    if name == "resnet50":
        # Keras's weights expect these strides; without weights both placements are as good.
        model = resnet50_imagenet().model if pretrained else paper_resnet((3, 4, 6, 3))
    else:
        model = models.resnet101()
        if pretrained:
            published = models.ResNet101_Weights.IMAGENET1K_V2
            try:
                model.load_state_dict(published.get_state_dict(progress=False, check_hash=True))
            except OSError as error:
                raise BackboneError(
                    f"ResNet-101's weights could not be fetched ({error}): take resnet50, or "
                    "--no-pretrained --network.norm running"
                ) from error
    assert isinstance(model, models.ResNet)
    stem = nn.Sequential(model.conv1, model.bn1, model.relu, model.maxpool, model.layer1)
    stages = [stem, model.layer2, model.layer3, model.layer4]
    channels = (256, 512, 1024, 2048)
    if name == "resnet50":
        return Backbone(stages, channels, mean=MEAN_BGR, std=(1.0, 1.0, 1.0), bgr=True)
    return Backbone(stages, channels)


def _mobilenet(pretrained: bool) -> Backbone:
    from torchvision import models

    from shared.data.weights.pretrained import torchvision_imagenet

    if pretrained:
        model = torchvision_imagenet("mobilenet-v2-imagenet").model
    else:
        model = models.mobilenet_v2()
    assert isinstance(model, models.MobileNetV2)
    cuts = ((0, 4), (4, 7), (7, 14), (14, 18))
    stages = [model.features[first:last] for first, last in cuts]
    return Backbone(stages, (24, 32, 96, 320))


def _tiny() -> Backbone:
    """Make blocks of two 3×3 convolutions and a pooling, as TinySSD's (Dive into Deep Learning, 14.7)."""

    def block(inputs: int, outputs: int) -> list[nn.Module]:
        layers: list[nn.Module] = []
        for width in (inputs, outputs):
            layers += [
                nn.Conv2d(width, outputs, 3, padding=1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(inplace=True),
            ]
        return [*layers, nn.MaxPool2d(2, ceil_mode=True)]

    stages = [
        nn.Sequential(*block(3, 16), *block(16, 32)),
        nn.Sequential(*block(32, 64)),
        nn.Sequential(*block(64, 128)),
        nn.Sequential(*block(128, 128)),
    ]
    return Backbone(stages, (32, 64, 128, 128))


def freeze_norms(module: nn.Module) -> None:
    """Put torchvision's FrozenBatchNorm2d in the place of every batch norm.

    Setting requires_grad to False is not enough, nor is eval() once: train() before each epoch lets
    the running statistics move again. This is what happened in the earlier hand-in.
    """
    from torchvision.ops import FrozenBatchNorm2d

    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            frozen = FrozenBatchNorm2d(child.num_features, eps=child.eps)
            state = child.state_dict()
            state.pop("num_batches_tracked")
            frozen.load_state_dict(state)
            setattr(module, name, frozen)
        else:
            freeze_norms(child)
