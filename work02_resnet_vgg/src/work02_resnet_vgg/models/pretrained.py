"""Networks with trained weights, each with the preparation of images that its weights expect."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import torch
import torchvision
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torchvision.transforms import v2

from shared.data import cache_folder
from shared.data.errors import DataError
from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize
from shared.data.images.labeled import CIFAR10_CLASSES
from shared.data.sources.download import download
from shared.data.weights.keras_resnet import EPSILON, KERAS_PREPROCESSING
from shared.data.weights.loading import load_state_dict
from shared.data.weights.pretrained import cifar10_resnet_state_dict, resnet50_imagenet
from shared.errors import UserError
from shared.training.folder.state_dicts import first_difference
from work02_resnet_vgg.models.labels import LabelsError, labels_beside, read_labels
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
        note: what a person should know about the names; "" for nothing.
    """

    def __init__(
        self,
        model: nn.Module,
        crop: Callable[..., UInt8[Tensor, "3 height width"]],
        scale: Callable[[Tensor], Float[Tensor, "*batch 3 height width"]],
        labels: tuple[str, ...],
        note: str = "",
    ) -> None:
        self.model, self.crop, self.scale, self.labels = model.eval(), crop, scale, labels
        self.note = note


def load_classifier(
    name: str, weights: str = "published", labels: Path | None = None
) -> Classifier:
    """Load the network `name` with trained weights.

    Args:
        name: as in `registry.MODELS`.
        weights: published: the Keras ResNet-50 for `resnet50`, the trained CIFAR networks for
            `resnet20` … `resnet56`, torchvision's first ImageNet weights for all others.
            torchvision: torchvision's also for `resnet50`. Else the path of a file or a folder, of
            any number of classes.
        labels: names the classes, see `read_labels`. Of a file without it they are those in the
            config.json beside it, the published ones where their number is the same, or numbers.

    Raises:
        UnknownModelError: there is no such network.
        WeightsError: nobody published weights for it, they could not be fetched, or the file is
            of another network.
        LabelsError: the labels are not of so many classes as the weights.
        DataError: the file is missing, damaged, or no plain file of weights (nothing in it is
            executed); a data set could not be fetched.
    """
    if name not in MODELS:
        raise UnknownModelError(f"no model {name!r}; there are {', '.join(MODELS)}")
    own = read_labels(labels) if labels is not None else None
    if weights == "published" and name == "resnet50":
        classifier = keras_resnet50()
    elif weights in ("published", "torchvision"):
        state = published_state_dict(name, weights)
        classifier = _classifier(name, with_state(MODELS[name], state, f"{weights} weights", name))
    else:
        return _own_classifier(name, Path(weights), labels, own)
    if own is not None and labels is not None:
        _check_count(labels, own, len(classifier.labels), f"the {weights} weights of {name}")
        classifier.labels = own
    return classifier


def _classifier(name: str, model: nn.Module) -> Classifier:
    """Put a network between the preparation that its published weights expect, and their labels."""
    if name in CIFAR_MODELS:
        crop = v2.Compose([v2.RGB(), v2.ToImage(), v2.Resize(32), v2.CenterCrop(32)])
        scale = partial(normalize, mean=IMAGENET_MEAN, std=IMAGENET_STD)
        return Classifier(model, crop, scale, CIFAR10_CLASSES)
    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]  # type: ignore[index]
    preset = published.transforms()
    resize = v2.Resize(preset.resize_size, interpolation=preset.interpolation)
    crop = v2.Compose([v2.RGB(), v2.ToImage(), resize, v2.CenterCrop(preset.crop_size)])
    mean, std = preset.mean, preset.std
    if name == "googlenet":  # trained so; torchvision's own network undoes the usual ones first
        mean = std = (0.5, 0.5, 0.5)
    scale = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)])
    return Classifier(model, crop, scale, tuple(published.meta["categories"]))


def _own_classifier(
    name: str, weights: Path, file: Path | None, labels: tuple[str, ...] | None
) -> Classifier:
    """Load somebody's own weights, of any number of classes, and find the classes' names."""
    state = load_state_dict(weights)
    classes = class_count(MODELS[name], state)
    model = with_state(partial(MODELS[name], classes=classes), state, str(weights), name)
    classifier = _classifier(name, model)
    if labels is None and (beside := labels_beside(weights)):
        file, labels = beside
    if labels is not None and file is not None:
        _check_count(file, labels, classes, str(weights))
        classifier.labels = labels
    elif classes == len(classifier.labels):
        data = "CIFAR-10" if name in CIFAR_MODELS else "ImageNet"
        classifier.note = (
            f"{weights} names no classes; these are {data}'s, which has {classes}, too: name your "
            "own with --labels FILE"
        )
    else:
        classifier.labels = tuple(f"class {number}" for number in range(classes))
        classifier.note = (
            f"{weights} names none of its {classes} classes, so they are numbered: name them with "
            "--labels FILE"
        )
    return classifier


def _check_count(file: Path, labels: Sequence[str], classes: int, weights: str) -> None:
    if len(labels) != classes:
        raise LabelsError(
            f"{file} names {len(labels)} classes, but {weights} has {classes}: give the names of "
            "all its classes, in the order of its training, with --labels FILE"
        )


def keras_resnet50() -> Classifier:
    """Load the published Keras ResNet-50 (ImageNet, top-1 74.9 %) in our own ResNet.

    Its stride stands where the paper has it and its batch norm adds 1e-3; `shared.data` has
    converted the weights already, with the biases folded into the running means.
    """
    published = resnet50_imagenet()
    model = with_state(
        partial(resnet, "resnet50", stride_at="1x1", norm=partial(nn.BatchNorm2d, eps=EPSILON)),
        published.model.state_dict(),
        "the published weights",
        "resnet50",
    )
    steps = KERAS_PREPROCESSING.transforms
    # Resizing and cropping come first; what follows changes numbers, not places.
    return Classifier(model, v2.Compose(steps[:4]), v2.Compose(steps[4:]), published.labels)


def published_state_dict(name: str, weights: str) -> dict[str, Tensor]:
    """Load weights that somebody published for a network.

    Args:
        name: as in `registry.MODELS`.
        weights: published or torchvision.

    Raises:
        WeightsError: there are none, or they could not be fetched.
    """
    if name not in CIFAR_MODELS:
        return torchvision_state_dict(name)
    if weights == "torchvision" or name not in CIFAR_WEIGHTS:
        raise WeightsError(
            f"there are no {weights} weights for {name}: name a file (--weights FILE), or "
            f"choose {', '.join(CIFAR_WEIGHTS)}"
        )
    return cifar10_resnet_state_dict(CIFAR_WEIGHTS[name])  # type: ignore[arg-type]


def torchvision_state_dict(name: str) -> dict[str, Tensor]:
    """Load torchvision's first ImageNet weights, from torch.hub's folder, our cache, or the web.

    Raises:
        WeightsError: the host does not answer, or sends something else.
        DigestError: the file on this machine was changed.
    """
    published = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]  # type: ignore[index]
    file = Path(published.url).name
    here = Path(torch.hub.get_dir()) / "checkpoints" / file
    kept = cache_folder() / "torchvision" / file
    for path in (here, kept):
        if path.is_file():
            return load_state_dict(path, hash_in_name=True)
    size = published.meta["_file_size"]  # in units of 2²⁰ bytes
    print(f"fetching torchvision's weights for {name} ({size:.0f} MB)", file=sys.stderr)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            fetched = Path(folder) / file
            download(published.url, fetched, int(1.1e6 * size))
            state = load_state_dict(fetched, hash_in_name=True)
            fetched.replace(kept)
    except (DataError, OSError) as error:
        raise WeightsError(
            f"torchvision's weights for {name} could not be fetched ({error}): get "
            f"{published.url} some other way and name it with --weights FILE"
        ) from error
    return state


def class_count(make: Callable[..., nn.Module], given: Mapping[str, Tensor]) -> int:
    """Return how many classes weights know: the outputs of their last layer.

    Where they lack that layer it is the network's own number: `with_state` says what they lack.

    Args:
        make: makes the network, for any number of `classes`.
        given: the weights.
    """
    with torch.device("meta"):
        ours = make().state_dict()
    last = list(ours)[-1]  # a bias, of all networks here
    return len(given[last] if given.get(last, torch.empty(())).dim() else ours[last])


def with_state(
    make: Callable[[], nn.Module], state: Mapping[str, Tensor], source: str, name: str
) -> nn.Module:
    """Build a network and give it the tensors of `state`, which must fit in names and shapes.

    Args:
        make: makes the network.
        state: the weights.
        source: where they come from, for the message.
        name: of the network.

    Raises:
        WeightsError: they do not; the message names the first difference, and what they do fit.
    """
    given = plain_state(state)
    if problem := misfit(make, given):
        other = network_of(given)
        raise WeightsError(
            f"{source}: these weights are of {other}, not of {name}: choose it with --model {other}"
            if other
            else f"{source}: these weights are not of {name}, nor of another network that is here: "
            f"{problem}"
        )
    model = make()
    model.load_state_dict(given, strict=False)
    return model.eval()


def network_of(given: Mapping[str, Tensor]) -> str:
    """Return the name of a network that weights fit; "" if there is none."""
    for name, make in (CIFAR_MODELS | IMAGENET_MODELS).items():
        if not misfit(partial(make, classes=class_count(make, given)), given):
            return name
    return ""


def plain_state(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return weights by today's names, without what evaluation does not read."""
    # torchvision's file for DenseNet is older than its names: norm.1 there is norm1 here.
    return {
        re.sub(r"(denselayer\d+\.(?:norm|conv))\.([12]\.)", r"\1\2", key): tensor
        for key, tensor in state.items()
        if "num_batches" not in key
    }


def misfit(make: Callable[[], nn.Module], given: Mapping[str, Tensor]) -> str:
    """Say what keeps weights from a network; "" where nothing does."""
    with torch.device("meta"):  # no time for random weights that would be replaced
        wanted = make().state_dict()
    has_auxiliary = any(key.startswith("aux") for key in given)
    return first_difference(
        {
            key: tensor
            for key, tensor in wanted.items()
            if "num_batches" not in key and (has_auxiliary or not key.startswith("aux"))
        },
        given,
    )
