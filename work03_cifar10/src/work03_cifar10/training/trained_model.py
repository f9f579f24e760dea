"""A classifier from the folder of a finished run, with all that it needs to classify a photo."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from shared.data.images.augmentation import normalise
from shared.errors import UserError
from shared.files import write_text_atomically
from work03_cifar10.data.images import Scale
from work03_cifar10.data.photos import square
from work03_cifar10.models.by_name import build

FILE = "classifier.json"


class TrainedModelError(UserError):
    """A folder that holds no finished run, or a damaged one."""


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
        """The classes' probabilities for the middle of a photo of any size."""
        pixels = torch.from_numpy(square(photo, self.shape[1]).copy())[None].movedim(-1, 1)
        if self.shape[0] == 1:
            pixels = pixels.float().mean(dim=1, keepdim=True).to(torch.uint8)
        images = normalise(pixels, self.scale.mean, self.scale.std)
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
    write_text_atomically(folder / FILE, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def load_trained(folder: Path) -> TrainedModel:
    """The classifier of the run in `folder`.

    Raises:
        TrainedModelError: a file is missing or damaged, or the weights are of another model.
    """
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        shape = (int(content["shape"][0]), int(content["shape"][1]), int(content["shape"][2]))
        classes = tuple(str(name) for name in content["classes"])
        model = build(content["model"], shape, len(classes), tuple(content["widths"]))
        model.load_state_dict(load_file(folder / "model.safetensors"))
        scale = Scale(tuple(content["mean"]), tuple(content["std"]))
    except FileNotFoundError as error:
        raise TrainedModelError(
            f"{error.filename or folder} does not exist: name the folder of a finished run, as "
            "`python train.py` prints it at its end"
        ) from None
    except (ValueError, KeyError, TypeError, IndexError, RuntimeError, SafetensorError) as error:
        raise TrainedModelError(f"the run in {folder} is damaged ({error}): train again") from None
    return TrainedModel(model.eval(), classes, shape, scale)


def latest(runs: Path) -> Path:
    """The newest finished run in `runs`.

    Raises:
        TrainedModelError: there is none.
    """
    finished = sorted(runs.glob(f"*/{FILE}"), key=lambda path: path.stat().st_mtime)
    if not finished:
        raise TrainedModelError(f"no finished run in {runs}: run `python train.py` first")
    return finished[-1].parent
