"""A classifier from the folder of a finished run, with all that it needs to classify a photo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor, nn

from shared.data.images.augmentation import normalize
from shared.training import SavedModelError
from shared.training.run import write_json
from shared.training.saved import load_weights, read_json
from work03_cifar10.data.images import Scale
from work03_cifar10.data.photos import square
from work03_cifar10.models.by_name import build

FILE = "classifier.json"


@dataclass(frozen=True)
class TrainedModel:
    """A classifier in evaluation mode.

    Attributes:
        model: normalized images → logits.
        classes: names.
        shape: (channels, height, width) of an image.
        scale: how bytes become numbers around 0.
    """

    model: nn.Module
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    scale: Scale

    @torch.no_grad()
    def probabilities(self, photo: Image.Image) -> Float[Tensor, " classes"]:
        """Return the classes' probabilities for the middle of a photo of any size."""
        pixels = torch.from_numpy(square(photo, self.shape[1]).copy())[None].movedim(-1, 1)
        if self.shape[0] == 1:
            pixels = pixels.float().mean(dim=1, keepdim=True).to(torch.uint8)
        images = normalize(pixels, self.scale.mean, self.scale.std)
        probabilities: Tensor = self.model(images)[0].softmax(dim=0)
        return probabilities


def save_description(
    folder: Path,
    *,
    model: str,
    widths: tuple[int, ...],
    classes: tuple[str, ...],
    shape: tuple[int, int, int],
    scale: Scale,
) -> None:
    """Write beside the weights what it takes to use them."""
    content = {
        "model": model,
        "widths": widths,
        "classes": classes,
        "shape": shape,
        "mean": scale.mean,
        "std": scale.std,
    }
    write_json(folder / FILE, content)


def load_trained(folder: Path) -> TrainedModel:
    """Load the classifier of the run in `folder`.

    Raises:
        SavedModelError: a file is missing or damaged, or the weights are of another model.
    """
    content = read_json(folder / FILE)
    try:
        shape = (int(content["shape"][0]), int(content["shape"][1]), int(content["shape"][2]))
        classes = tuple(str(name) for name in content["classes"])
        model = build(content["model"], shape, len(classes), tuple(content["widths"]))
        scale = Scale(tuple(content["mean"]), tuple(content["std"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SavedModelError(f"{folder / FILE} is damaged ({error!r}): train again") from None
    return TrainedModel(load_weights(model, folder), classes, shape, scale)
