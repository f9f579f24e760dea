"""The settings of one classifier, and how each model is trained where nothing else is asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, Self

from shared.training import RunConfig
from work03_cifar10.data.augmentation import Flip


@dataclass(frozen=True)
class Recipe:
    """Settings that were chosen on validation images, for one model.

    Attributes:
        optimizer: sgd has Nesterov's momentum.
        learning_rate: the peak, for this batch size.
        weight_decay: added to SGD's gradient; AdamW takes it off the weights directly.
        translate: pixels.
    """

    epochs: int
    batch_size: int
    optimizer: Literal["sgd", "adamw"]
    learning_rate: float
    weight_decay: float
    label_smoothing: float = 0.0
    flip: Flip = "alternating"
    translate: int = 2
    lookahead: bool = False
    tta: bool = False


RECIPES = {
    "linear": Recipe(10, 128, "adamw", 3e-4, 0.05, flip="none", translate=0),
    "mlp": Recipe(10, 128, "adamw", 1e-3, 0.05, flip="none", translate=0),
    "lenet": Recipe(30, 128, "adamw", 3e-3, 0.02, tta=True),
    "alexnet": Recipe(12, 128, "adamw", 1e-3, 0.05, label_smoothing=0.1, tta=True),
    "fast": Recipe(7, 512, "sgd", 0.75, 1.33e-3, label_smoothing=0.2, lookahead=True, tta=True),
}


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of one classifier. Where it says "the model's", `RECIPES` has the number."""

    data: str = "cifar10"
    """cifar10, mnist, fashion-mnist, sample; or a folder with a folder a class, or a CSV."""
    image_size: int = 32
    """Pixels a side that pictures of one's own are scaled to."""
    balance: bool = False
    """Weigh each image by how rare its class is."""
    model: Literal["linear", "mlp", "lenet", "alexnet", "fast"] = "fast"
    """fast is a small residual network."""
    widths: tuple[int, ...] = (32, 128, 128)
    """Features of the fast net's stages; 64 256 256 is its full width."""
    held_out: int | None = None
    """Training images to validate with: 5000 (a tenth of one's own) by default; 0: none."""
    epochs: int | None = None
    """Passes over the training images; the model's."""
    batch_size: int | None = None
    """Images in a step; the model's."""
    optimizer: Literal["sgd", "adamw"] | None = None
    """The model's."""
    learning_rate: float | None = None
    """The highest; it rises linearly, then falls linearly. The model's."""
    weight_decay: float | None = None
    """The model's."""
    label_smoothing: float | None = None
    """This share of the target is spread over all classes; the model's."""
    flip: Flip | None = None
    """Flip images left to right: none, random, alternating (the default; none for digits)."""
    translate: int | None = None
    """Move images by up to so many pixels; the model's."""
    cutout: int = 0
    """Side of a square that is blackened."""
    color: float = 0.0
    """Brightness, contrast, saturation by 1 ± color."""
    mixup: float = 0.0
    """alpha of mixup; 0 blends nothing."""
    lookahead: bool | None = None
    """Slow weights that follow the fast ones; the model's."""
    tta: bool | None = None
    """Test-time augmentation: average over translated and flipped images; the model's."""

    @classmethod
    def smoke_test(cls) -> Self:
        """One epoch of a narrow net on scikit-learn's digits."""
        return cls(smoke=True, data="sample", widths=(8, 16, 16), epochs=2, batch_size=100)


def recipe_of(config: TrainConfig) -> Recipe:
    """The model's recipe with what `config` says in its place."""
    recipe = RECIPES[config.model]
    if config.data in ("mnist", "sample"):
        recipe = dataclasses.replace(recipe, flip="none")  # a flipped digit is another sign
    names = [field.name for field in dataclasses.fields(Recipe)]
    given = {name: getattr(config, name) for name in names if getattr(config, name) is not None}
    return dataclasses.replace(recipe, **given)


def completed(config: TrainConfig) -> TrainConfig:
    """The same settings with the model's where none are given, for a run to save."""
    return dataclasses.replace(config, **dataclasses.asdict(recipe_of(config)))
