"""Networks trained on ImageNet, without their last layer: backbones.

`shared.data` fetches the weights: ResNet-50 and MobileNetV2 come through package registries, VGG-16
and ResNet-18 from torchvision's own place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torch.nn.functional import interpolate

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize

BackboneName = Literal["mobilenet-v2", "resnet18", "resnet50", "vgg16"]


def torchvision_scale(
    images: UInt8[Tensor, "batch 3 height width"],
) -> Float[Tensor, "batch 3 height width"]:
    """Scale as torchvision's weights expect: ImageNet's channels get mean 0, standard deviation 1."""
    return normalize(images, IMAGENET_MEAN, IMAGENET_STD)


def keras_scale(
    images: UInt8[Tensor, "batch 3 height width"],
) -> Float[Tensor, "batch 3 height width"]:
    """Scale to what the Keras ResNet-50 expects: blue first, 0–255, minus ImageNet's mean color."""
    from shared.data.weights.keras_resnet import MEAN_BGR

    return images.flip(1).float() - torch.tensor(MEAN_BGR, device=images.device)[:, None, None]


@dataclass(frozen=True)
class Backbone:
    """A network that turns images into features.

    Attributes:
        name: of the network.
        model: prepared images → features.
        scale: bytes → prepared images, of the same size.
        features: how many.
    """

    name: str
    model: nn.Module
    scale: Callable[[Tensor], Tensor]
    features: int


def load_backbone(name: BackboneName, *, pretrained: bool = True) -> Backbone:
    """Load a network without its last layer.

    Args:
        name: which one.
        pretrained: with ImageNet's weights; else with random ones, for comparison and tests.

    Raises:
        DataUnavailableError: the weights could not be fetched.
    """
    # torchvision takes seconds to import: `--help` should not wait for it.
    from torchvision.models import get_model

    from shared.data.weights.keras_resnet import paper_resnet
    from shared.data.weights.pretrained import resnet50_imagenet, torchvision_imagenet

    if name == "resnet50":  # Keras's, whose strides, epsilon and scale are its own
        model: nn.Module = resnet50_imagenet().model if pretrained else paper_resnet((3, 4, 6, 3))
    elif pretrained:
        model = torchvision_imagenet(f"{name}-imagenet").model  # type: ignore[arg-type]
    else:
        model = get_model(name.replace("-", "_"))
    # The last linear layer goes; what came before it gives the features.
    last = "fc" if name in ("resnet18", "resnet50") else "classifier.1"
    if name == "vgg16":
        last = "classifier.6"
    layer = model.get_submodule(last)
    assert isinstance(layer, nn.Linear)
    model.set_submodule(last, nn.Identity())
    scale = keras_scale if name == "resnet50" else torchvision_scale
    return Backbone(name, model, scale, layer.in_features)


def enlarged(
    pixels: UInt8[Tensor, "batch height width channel"], size: int
) -> UInt8[Tensor, "batch 3 size size"]:
    """Enlarge images for a backbone: three channels, `size` pixels a side, bilinear."""
    images = pixels.movedim(-1, 1).expand(-1, 3, -1, -1).float()
    larger = interpolate(images, (size, size), mode="bilinear", antialias=True)
    return larger.round().clamp(0, 255).to(torch.uint8)


class Classifier(nn.Module):
    """A backbone and a new linear layer.

    Args:
        backbone: what gives the features.
        classes: of the answers.
    """

    def __init__(self, backbone: Backbone, classes: int) -> None:
        super().__init__()
        self.backbone = backbone.model
        self.head = nn.Linear(backbone.features, classes)
        for module in self.backbone.modules():
            if isinstance(module, nn.BatchNorm2d):
                for parameter in module.parameters():
                    parameter.requires_grad_(False)

    def train(self, mode: bool = True) -> Classifier:
        """Set training mode, in which batch norm stays as it was trained.

        Two things move in a batch norm: its scale and bias, by gradients, and its running
        statistics, by being in training mode. A few small batches of other images would spoil
        both, so both are kept still: no gradients, and evaluation mode.
        """
        super().train(mode)
        for module in self.backbone.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def embed(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch feature"]:
        """Return what the linear layer sees."""
        features: Tensor = self.backbone(images)
        return features

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.head(self.embed(images))
        return logits
