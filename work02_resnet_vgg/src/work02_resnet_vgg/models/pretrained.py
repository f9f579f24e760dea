"""Networks with trained weights, each with the preparation of images that its weights expect."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import torch
import torchvision
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torchvision.transforms import v2

from shared.data import cache_folder
from shared.data.errors import SourceError
from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize
from shared.data.images.labeled import CIFAR10_CLASSES
from shared.data.sources.download import download
from shared.data.weights.keras_resnet import EPSILON, KERAS_PREPROCESSING
from shared.data.weights.loading import load_state_dict
from shared.data.weights.pretrained import cifar10_resnet_state_dict, resnet50_imagenet
from shared.errors import UserError
from shared.training.state_dicts import first_difference
from work02_resnet_vgg.models.registry import (
    CIFAR_MODELS,
    IMAGENET_MODELS,
    MODELS,
    UnknownModelError,
)
from work02_resnet_vgg.models.resnet import resnet

CIFAR_WEIGHTS = {"resnet20": 20, "resnet32": 32, "resnet44": 44, "resnet56": 56}


class WeightsError(UserError):
    """Weights that are not to be had, or of another network."""


class Classifier:
    """A network in evaluation mode and all that stands between an image file and a class's name.

    Args:
        model: gives logits.
        crop: a PIL image to the bytes of the network's input.
        scale: those bytes to the network's input.
        labels: the classes' names.
    """

    def __init__(
        self,
        model: nn.Module,
        crop: Callable[..., UInt8[Tensor, "3 height width"]],
        scale: Callable[[Tensor], Float[Tensor, "*batch 3 height width"]],
        labels: tuple[str, ...],
    ) -> None:
        self.model, self.crop, self.scale, self.labels = model.eval(), crop, scale, labels


def load_classifier(name: str, weights: str = "published") -> Classifier:
    """Load the network `name` with trained weights.

    Args:
        name: as in `registry.MODELS`.
        weights: published: the Keras ResNet-50 for `resnet50`, the trained CIFAR networks for
            `resnet20` … `resnet56`, torchvision's first ImageNet weights for all others.
            torchvision: torchvision's also for `resnet50`. Else the path of a file.

    Raises:
        UnknownModelError: there is no such network.
        WeightsError: nobody published weights for it, they could not be fetched, or the file is
            of another network.
        DataError: the file is missing, damaged, or no plain file of weights (nothing in it is
            executed); a data set could not be fetched.
    """
    if name not in MODELS:
        raise UnknownModelError(f"no model {name!r}; there are {', '.join(MODELS)}")
    if weights == "published" and name == "resnet50":
        return keras_resnet50()
    if name in CIFAR_MODELS:
        if weights == "torchvision" or (weights == "published" and name not in CIFAR_WEIGHTS):
            raise WeightsError(
                f"there are no {weights} weights for {name}: name a file (--weights FILE), or "
                f"choose {', '.join(CIFAR_WEIGHTS)}"
            )
        if weights == "published":
            state = cifar10_resnet_state_dict(CIFAR_WEIGHTS[name])  # type: ignore[arg-type]
        else:
            state = load_state_dict(Path(weights))
        model = with_state(CIFAR_MODELS[name], state, name)
        crop = v2.Compose([v2.RGB(), v2.ToImage(), v2.Resize(32), v2.CenterCrop(32)])
        scale = partial(normalize, mean=IMAGENET_MEAN, std=IMAGENET_STD)
        return Classifier(model, crop, scale, CIFAR10_CLASSES)

    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]  # type: ignore[index]
    if weights in ("published", "torchvision"):
        state = torchvision_state_dict(name)
    else:
        state = load_state_dict(Path(weights))
    model = with_state(IMAGENET_MODELS[name], state, name)
    preset = published.transforms()
    crop = v2.Compose(
        [
            v2.RGB(),
            v2.ToImage(),
            v2.Resize(preset.resize_size, interpolation=preset.interpolation),
            v2.CenterCrop(preset.crop_size),
        ]
    )
    scale = v2.Compose(
        [v2.ToDtype(torch.float32, scale=True), v2.Normalize(preset.mean, preset.std)]
    )
    return Classifier(model, crop, scale, tuple(published.meta["categories"]))


def keras_resnet50() -> Classifier:
    """Load the published Keras ResNet-50 (ImageNet, top-1 74.9 %) in our own ResNet.

    Its stride stands where the paper has it and its batch norm adds 1e-3; `shared.data` has
    converted the weights already, with the biases folded into the running means.
    """
    published = resnet50_imagenet()
    model = with_state(
        partial(resnet, "resnet50", stride_at="1x1", norm=partial(nn.BatchNorm2d, eps=EPSILON)),
        published.model.state_dict(),
        "resnet50",
    )
    steps = KERAS_PREPROCESSING.transforms
    # Resizing and cropping come first; what follows changes numbers, not places.
    return Classifier(model, v2.Compose(steps[:4]), v2.Compose(steps[4:]), published.labels)


def torchvision_state_dict(name: str) -> dict[str, Tensor]:
    """Load torchvision's first ImageNet weights, from torch.hub's folder, our cache, or the web.

    Raises:
        WeightsError: the host does not answer, or sends something else.
    """
    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]  # type: ignore[index]
    file = Path(published.url).name
    here = Path(torch.hub.get_dir()) / "checkpoints" / file
    kept = cache_folder() / "torchvision" / file
    for path in (here, kept):
        if path.is_file():
            return load_state_dict(path)
    limit = int(1.1e6 * published.meta["_file_size"])
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            fetched = Path(folder) / file
            download(published.url, fetched, limit)
            state = load_state_dict(fetched)  # checks the hash in the file's name
            fetched.replace(kept)
    except (SourceError, OSError) as error:
        raise WeightsError(
            f"torchvision's weights for {name} could not be fetched ({error}): get "
            f"{published.url} some other way and name it with --weights FILE"
        ) from error
    return state


def with_state(make: Callable[[], nn.Module], state: Mapping[str, Tensor], name: str) -> nn.Module:
    """Build a network and give it the tensors of `state`, which must fit in names and shapes.

    Raises:
        WeightsError: they do not; the message names the first difference.
    """
    with torch.device("meta"):  # no time for random weights that would be replaced
        model = make()
    # Files may lack this count of training batches, which evaluation does not read.
    wanted = {key: tensor for key, tensor in model.state_dict().items() if "num_batches" not in key}
    given = {key: tensor for key, tensor in state.items() if "num_batches" not in key}
    if not any(key.startswith("aux") for key in given):
        wanted = {key: tensor for key, tensor in wanted.items() if not key.startswith("aux")}
    problem = first_difference(wanted, given)
    if problem:
        raise WeightsError(
            f"these weights are not of {name}: {problem}. Choose the network that was trained "
            "with --model NAME"
        )
    model = make()
    model.load_state_dict(given, strict=False)
    return model.eval()
