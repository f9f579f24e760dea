"""A classifier from the folder of a finished run, with all that it needs to classify a photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor, nn

from shared.data.images.augmentation import normalize
from shared.training import Run, SavedModelError
from shared.training.begun_with import keep
from shared.training.folder.saved import load_weights, read_json
from work03_cifar10.data.images import Images, Scale
from work03_cifar10.data.photos import square
from work03_cifar10.data.splits import Splits
from work03_cifar10.metrics.tta import logits_of_views
from work03_cifar10.models.by_name import build

FILE = "classifier.json"

Pixels = UInt8[Tensor, "batch height width channel"]


@dataclass(frozen=True)
class TrainedModel:
    """A classifier in evaluation mode.

    Attributes:
        model: prepared images → logits.
        prepare: bytes, channels last → what the model expects.
        classes: names.
        shape: (channels, height, width) of an image.
        views: of each image, as when it was tested; see `logits_of_views`.
    """

    model: nn.Module
    prepare: Callable[[Pixels], Float[Tensor, "batch channel height width"]]
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    views: int = 1

    def probabilities(self, photo: Image.Image) -> Float[Tensor, " classes"]:
        """Return the classes' probabilities for the middle of a photo of any size."""
        return self.of_pixels(torch.from_numpy(square(photo, self.shape[1]).copy())[None])[0]

    @torch.no_grad()
    def of_pixels(
        self, pixels: UInt8[Tensor, "batch height width 3"]
    ) -> Float[Tensor, "batch classes"]:
        """Return the classes' probabilities for pictures in color of the model's own size."""
        if self.shape[0] == 1:
            pixels = pixels.float().mean(dim=-1, keepdim=True).to(torch.uint8)
        return logits_of_views(self.model, self.prepare(pixels), self.views).softmax(dim=1)


def keep_description(run: Run, splits: Splits, trained: Images, **what: Any) -> None:
    """Write what it takes to use a run's weights, and a digest of what it is trained with.

    Args:
        run: that begins or goes on.
        splits: classes, shape and scale are written.
        trained: those of the training images that are used.
        what: `model`, `widths` and `views` of train.py; `backbone` and `image_size` of finetune.py.

    Raises:
        CheckpointError: the run has begun with other images, labels or names of classes.
    """
    scale = splits.train.scale
    content = {"classes": splits.classes, "shape": splits.shape}
    content = {**what, **content, "mean": scale.mean, "std": scale.std}
    keep(run, FILE, content, trained.pixels, trained.labels)


def load_trained(folder: Path) -> TrainedModel:
    """Load the classifier of the run in `folder`, of train.py or of finetune.py.

    Raises:
        SavedModelError: a file is missing or damaged, or the weights are of another model.
    """
    content = read_json(folder / FILE)
    try:
        shape = (int(content["shape"][0]), int(content["shape"][1]), int(content["shape"][2]))
        classes = tuple(str(name) for name in content["classes"])
        if "backbone" in content:
            model, prepare = _fine_tuned(content, len(classes))
        else:
            model = build(content["model"], shape, len(classes), tuple(content["widths"]))
            prepare = partial(_normalized, Scale(tuple(content["mean"]), tuple(content["std"])))
        views = int(content.get("views", 1))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SavedModelError(f"{folder / FILE} is damaged ({error!r}): train again") from None
    return TrainedModel(load_weights(model, folder), prepare, classes, shape, views)


def _fine_tuned(
    content: dict[str, Any], classes: int
) -> tuple[nn.Module, Callable[[Pixels], Tensor]]:
    from work03_cifar10.models.backbones import Classifier, enlarged, load_backbone

    backbone, size = load_backbone(content["backbone"], pretrained=False), content["image_size"]
    return Classifier(backbone, classes), lambda pixels: backbone.scale(enlarged(pixels, size))


def _normalized(scale: Scale, pixels: Pixels) -> Float[Tensor, "batch channel height width"]:
    return normalize(pixels.movedim(-1, 1), scale.mean, scale.std)
