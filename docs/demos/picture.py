"""A picture, a ResNet's most probable classes, and Grad-CAM of any of them.

A CIFAR ResNet averages its last maps and reads the classes off linearly. So the gradient that Grad-CAM
averages is the same everywhere, and known: the class's row of the last layer, over the size of a map. The
page needs no backward pass.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

import torch
from demo import Demo, Part, Wanted
from PIL import Image
from sklearn.datasets import load_sample_images
from torch import Tensor, nn

from shared.data.errors import DataError
from shared.training import SavedModelError
from shared.training.folder.saved import read_json
from work02_resnet_vgg.metrics.grad_cam import grad_cam, last_maps
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.pretrained import Classifier, load_classifier
from work02_resnet_vgg.training.trained import is_run, load_trained

NAME = "resnet20"


def published() -> Classifier | None:
    """Return a network with published CIFAR-10 weights, where they can be had."""
    try:
        return load_classifier(NAME)
    except DataError:
        return None


def is_own(run: Path) -> bool:
    """Return whether a run of train.py has the network."""
    try:
        return is_run(run) and 20 in read_json(run / "config.json")["config"]["depths"]
    except (SavedModelError, KeyError):
        return False


TRAIN = (
    "train.py", "--data", "sample", "--image-size", "16", "--depths", "20", "--width", "8", "--epochs",
    "12",
)  # fmt: skip
RUNS = {} if published() else {"run": Wanted(TRAIN, ("--epochs", "1"), fits=is_own)}


class Watched(nn.Module):
    """A CIFAR ResNet that returns its last maps, too.

    Args:
        classifier: with its scale.
    """

    def __init__(self, classifier: Classifier) -> None:
        super().__init__()
        assert isinstance(classifier.model, CifarResNet)
        self.model, self.scale = classifier.model, classifier.scale

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """(1, 3, side, side) of bytes → probabilities and maps."""
        maps = self.model.features(self.scale(pixels))
        return self.model.linear(maps.mean(dim=(2, 3))).softmax(dim=1), maps


def as_address(image: Image.Image) -> str:
    """Return a picture as an address that holds it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


@torch.no_grad()
def make(run: Path | None = None) -> Demo:
    """Return the demo of published weights, or of a run."""
    classifier = load_trained(run, NAME) if run else load_classifier(NAME)
    watched = Watched(classifier)
    photos = [Image.fromarray(array) for array in load_sample_images().images]
    crop = torch.as_tensor(classifier.crop(photos[1]))[None]
    _, maps = watched(crop)
    row = watched.model.linear.weight[3]
    heat = (row[:, None, None] * maps[0]).sum(dim=0).relu() / maps[0, 0].numel()
    theirs = grad_cam(classifier.model, last_maps(classifier.model), classifier.scale(crop), 3)
    torch.testing.assert_close(heat, theirs, rtol=1e-4, atol=1e-5)
    for photo in photos:
        photo.thumbnail((320, 320))
    return Demo(
        {"resnet": Part(watched, {"pixels": crop}, ("probabilities", "maps"))},
        {
            "classes": classifier.labels,
            "side": crop.shape[2],
            "weights": [[round(v, 6) for v in row] for row in watched.model.linear.weight.tolist()],
            "cam": {"number": 3, "heat": [round(v, 6) for v in theirs.flatten().tolist()]},
            "examples": [as_address(photo) for photo in photos],
        },
    )
