"""The course's pretrained models, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from torch import Tensor, nn
from torchvision import models

from shared.data.cache import fetch
from shared.data.catalogue.reading import find
from shared.data.weights.keras_resnet import (
    KERAS_PREPROCESSING,
    paper_resnet,
    read_tfjs_weights,
    state_dict_from_keras,
)
from shared.data.weights.loading import load_state_dict


@dataclass(frozen=True)
class PretrainedClassifier:
    """A model in evaluation mode, the preprocessing it was trained with, and its classes' names.

    `preprocess` turns a PIL image or uint8 RGB tensors `[..., 3, height, width]` into the model's
    input; `model` turns a batch of those into logits `[batch, class]`.
    """

    model: nn.Module
    preprocess: Callable[[Any], Tensor]
    labels: tuple[str, ...]


def resnet50_imagenet() -> PretrainedClassifier:
    """Return the published Keras ResNet-50 (top-1 74.9 %) as a torchvision `resnet50`.

    Its preprocessing is not torchvision's; see `keras_resnet.py` for every difference.
    """
    folder = fetch("resnet50-imagenet")
    weights, labels = read_tfjs_weights(folder)
    model = paper_resnet((3, 4, 6, 3))
    model.load_state_dict(state_dict_from_keras(weights))
    return PretrainedClassifier(model.eval(), KERAS_PREPROCESSING, labels)


def torchvision_imagenet(
    name: Literal["mobilenet-v2-imagenet", "resnet18-imagenet", "vgg16-imagenet"],
) -> PretrainedClassifier:
    """Return a torchvision model with torchvision's own first ImageNet weights."""
    builders: dict[str, tuple[Callable[[], nn.Module], Any]] = {
        "mobilenet-v2-imagenet": (models.mobilenet_v2, models.MobileNet_V2_Weights.IMAGENET1K_V1),
        "resnet18-imagenet": (models.resnet18, models.ResNet18_Weights.IMAGENET1K_V1),
        "vgg16-imagenet": (models.vgg16, models.VGG16_Weights.IMAGENET1K_V1),
    }
    build, published = builders[name]
    model = build()
    model.load_state_dict(load_state_dict(_only_file(name), hash_in_name=True))
    labels = tuple(published.meta["categories"])
    return PretrainedClassifier(model.eval(), published.transforms(), labels)


def cifar10_resnet_state_dict(depth: Literal[20, 32, 44, 56]) -> dict[str, Tensor]:
    """Return the weights of a ResNet trained on CIFAR-10 (He et al., 2016, section 4.2).

    Shortcuts are option A (subsample, pad with zeros), so they have no weights. Images are scaled
    to 0–1, then normalized by mean (.485, .456, .406) and standard deviation (.229, .224, .225).
    """
    return load_state_dict(_only_file(f"cifar10-resnet{depth}"), hash_in_name=True)


def _only_file(name: str) -> Path:
    (file,) = find(name).files
    return fetch(name) / file.path
