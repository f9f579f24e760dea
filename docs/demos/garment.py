"""Draw a digit or a garment, and watch the maps of both convolutions of LeNet."""

from __future__ import annotations

from pathlib import Path

import torch
from demo import Demo, Part, Wanted
from torch import Tensor, nn

from shared.training.folder.saved import read_json
from work03_cifar10.models.lenet import LeNet
from work03_cifar10.training.trained_model import TrainedModel, load_trained

RUNS = {
    "lenet": Wanted(
        ("train.py", "--model", "lenet", "--data", "sample", "--epochs", "20", "--no-tta"),
        ("--epochs", "1"),
        ("classifier.json",),
        lambda run: read_json(run / "classifier.json").get("model") == "lenet",
    )
}


class Watched(nn.Module):
    """A LeNet that returns what it sees on the way.

    Args:
        trained: a LeNet, with its scale.
    """

    def __init__(self, trained: TrainedModel) -> None:
        super().__init__()
        assert isinstance(trained.model, LeNet)
        self.model, self.prepare = trained.model, trained.prepare

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return probabilities and the maps of the first and of the second convolution."""
        images = self.prepare(pixels)
        first, second = self.model.activations(images)
        return self.model(images).softmax(dim=1), first, second


def make(lenet: Path) -> Demo:
    """Return the demo of the LeNet in the folder of a run."""
    from work03_cifar10.data.splits import sample_digits

    trained = load_trained(lenet)
    channels, side, _ = trained.shape
    digits = sample_digits()[1].images
    small = side == 32 and channels == 3  # scikit-learn's digits: 8×8, each pixel a square of 4×4
    pixels = torch.from_numpy(digits[:10]) if small else torch.zeros(1, side, side, channels).byte()
    return Demo(
        {
            "lenet": Part(
                Watched(trained), {"pixels": pixels[:1]}, ("probabilities", "first", "second")
            )
        },
        {
            "classes": trained.classes,
            "side": side,
            "channels": channels,
            "cell": 4 if small else 1,
            "examples": pixels[:, ::4, ::4, 0].flatten(1).tolist() if small else [],
        },
    )
