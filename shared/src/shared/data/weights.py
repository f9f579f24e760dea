"""Load weights without running anything that a file says, and the pretrained models by name."""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torchvision import models

from shared.data.cache import fetch
from shared.data.catalogue import find
from shared.data.errors import DigestError, FormatError
from shared.data.files import sha256
from shared.data.keras_resnet import (
    KERAS_PREPROCESSING,
    paper_resnet,
    read_tfjs_weights,
    state_dict_from_keras,
)


def load_state_dict(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file of weights by name, on the CPU.

    Reads `.safetensors`, and PyTorch's own files by `weights_only=True`: a pickle that names
    anything else than tensors and plain containers is refused. A checkpoint's `state_dict` is taken
    out, and the `module.` that `DataParallel` puts before each name is dropped.

    Raises:
        DigestError: the name states a hash, as in `resnet20-12fca82f.th`, that the bytes lack.
        FormatError: the file is missing, damaged, or holds no plain tensors.
    """
    if not path.is_file():
        raise FormatError(f"there is no file of weights {path}")
    _check_stated_hash(path)
    try:
        if path.suffix == ".safetensors":
            loaded: Any = load_file(path)
        else:
            loaded = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        raise FormatError(f"{path} is no file of weights, or not a safe one: {error}") from error
    if isinstance(loaded, dict):
        loaded = loaded.get("state_dict", loaded)
    if not isinstance(loaded, dict) or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise FormatError(f"{path} holds no dictionary of tensors")
    return {name.removeprefix("module."): tensor for name, tensor in loaded.items()}


def _check_stated_hash(path: Path) -> None:
    """Check the SHA-256 prefix in a name like `vgg16-397923af.pth`, torch.hub's convention."""
    stated = re.search(r"-([0-9a-f]{8,64})$", path.stem)
    if stated is not None and not sha256(path).startswith(stated[1]):
        raise DigestError(
            f"{path} is damaged: its SHA-256 does not begin with {stated[1]}; fetch it again"
        )


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
    model.load_state_dict(load_state_dict(_only_file(name)))
    labels = tuple(published.meta["categories"])
    return PretrainedClassifier(model.eval(), published.transforms(), labels)


def cifar10_resnet_state_dict(depth: Literal[20, 32, 44, 56]) -> dict[str, Tensor]:
    """Return the weights of a ResNet trained on CIFAR-10 (He et al., 2016, section 4.2).

    Shortcuts are option A (subsample, pad with zeros), so they have no weights. Images are scaled
    to 0–1, then normalised by mean (.485, .456, .406) and deviation (.229, .224, .225).
    """
    return load_state_dict(_only_file(f"cifar10-resnet{depth}"))


def _only_file(name: str) -> Path:
    (file,) = find(name).files
    return fetch(name) / file.path
