"""Feature maps for style transfer: which layers of which network, all of the same strength."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torchvision.transforms import v2

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD
from work02_resnet_vgg.layers.fused import fold_batch_norm
from work02_resnet_vgg.models.pretrained import load_classifier
from work02_resnet_vgg.models.resnet import ResNet
from work02_resnet_vgg.models.small_vgg import SmallVgg

Maps = dict[str, Float[Tensor, "channel map_height map_width"]]


class FeatureMaps(nn.Module):
    """The feature maps of some layers of a fixed network.

    Each layer's maps are divided by their mean strength, once `calibrate` has measured it. That is
    the paper's normalized network (Gatys et al. 2016, section 2), one factor a layer where the
    paper has one a filter: without it, the layers and networks differ by orders of magnitude, and
    so would the weights of the losses.

    Args:
        backbone: from prepared images to the last of the layers.
        layers: modules of `backbone`, by name.
        content: the one whose maps stand for the content.
        prepare: from pixels (RGB, 0 to 1) to what `backbone` was trained on.
    """

    def __init__(
        self,
        backbone: nn.Module,
        layers: Sequence[str],
        content: str,
        prepare: Callable[[Tensor], Tensor],
    ) -> None:
        super().__init__()
        self.backbone = backbone.eval().requires_grad_(False).to(memory_format=torch.channels_last)
        self.layers, self.content, self.prepare = tuple(layers), content, prepare
        self.strength = dict.fromkeys((*self.layers, content), 1.0)
        self._kept: Maps = {}
        for name in self.strength:
            backbone.get_submodule(name).register_forward_hook(self._keep(name))

    def _keep(self, name: str) -> Callable[[nn.Module, Any, Tensor], None]:
        def hook(module: nn.Module, inputs: Any, output: Tensor) -> None:
            self._kept[name] = output[0]

        return hook

    def forward(self, image: Float[Tensor, "3 height width"]) -> Maps:
        """Return the maps of one image, by layer."""
        batch = self.prepare(image)[None]
        self.backbone(batch.contiguous(memory_format=torch.channels_last))
        kept, self._kept = self._kept, {}
        return {name: maps / self.strength[name] for name, maps in kept.items()}

    @torch.no_grad()
    def calibrate(self, images: Sequence[Float[Tensor, "3 height width"]]) -> None:
        """Make the mean response to `images` one, in every layer."""
        self.strength = dict.fromkeys(self.strength, 1.0)
        responses = [self(image) for image in images]
        for name in self.strength:
            mean = sum(float(maps[name].abs().mean()) for maps in responses) / len(responses)
            self.strength[name] = max(mean, 1e-12)


def stage_relus(features: nn.Sequential) -> list[list[str]]:
    """Return the names of the ReLUs of a VGG, stage by stage; a pool ends a stage."""
    stages: list[list[str]] = [[]]
    for name, module in features.named_children():
        if isinstance(module, nn.ReLU):
            stages[-1].append(name)
        elif isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
            stages.append([])
    return [stage for stage in stages if stage]


def vgg_maps(features: nn.Sequential) -> FeatureMaps:
    """Make the maps of the layers that the paper chose, of a VGG without batch norm.

    Style is the first ReLU of each stage (conv1_1 … conv5_1), content the second of the last stage
    but one (conv4_2). Averages take the place of maxima in the pools, which the paper found to
    look better.
    """
    features = copy.deepcopy(features)
    stages = stage_relus(features)
    for name, module in list(features.named_children()):
        if isinstance(module, nn.MaxPool2d):
            setattr(features, name, nn.AvgPool2d(2))
        elif isinstance(module, nn.ReLU):
            setattr(features, name, nn.ReLU())  # in place, it would overwrite maps that are kept
    style = [stage[0] for stage in stages]
    backbone = features[: int(style[-1]) + 1]
    return FeatureMaps(backbone, style, stages[-2][1], v2.Normalize(IMAGENET_MEAN, IMAGENET_STD))


def small_vgg_maps(network: SmallVgg) -> FeatureMaps:
    """Make the maps of a small VGG, its batch norm folded into the convolutions."""
    features = fold_batch_norm(network).features
    assert isinstance(features, nn.Sequential)
    return vgg_maps(features)


def resnet50_maps() -> FeatureMaps:
    """Make the maps of the published ImageNet ResNet-50, at about the depths of `vgg_maps`.

    Raises:
        DataError: its weights could not be fetched.
    """
    classifier = load_classifier("resnet50")
    backbone = fold_batch_norm(classifier.model)
    assert isinstance(backbone, ResNet)
    for unused in ("layer4", "avgpool", "fc"):
        setattr(backbone, unused, nn.Identity())
    layers = ("maxpool", "layer1.0", "layer2.0", "layer3.0")

    def prepare(image: Tensor) -> Tensor:
        return classifier.scale(255 * image)

    return FeatureMaps(backbone, layers, "layer2.1", prepare)


def vgg19_maps(weights: str = "published") -> FeatureMaps:
    """Make the maps of the paper's own layers and network, VGG-19.

    Args:
        weights: published (torchvision's place), or a file.

    Raises:
        WeightsError: torchvision's place does not answer, or the file is of another network.
        DataError: the file is missing, damaged or unsafe.
    """
    features = load_classifier("vgg19", weights).model.features
    assert isinstance(features, nn.Sequential)
    return vgg_maps(features)
