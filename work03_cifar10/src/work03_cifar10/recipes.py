"""How each model is trained where nothing else is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from work03_cifar10.augmentation import Flip


@dataclass(frozen=True)
class Recipe:
    """Settings that were chosen on validation images.

    Attributes:
        optimizer: sgd has Nesterov's momentum.
        learning_rate: the peak, for this batch size.
        weight_decay: added to SGD's gradient; AdamW takes it off the weights directly.
        shift: pixels.
    """

    epochs: int
    batch_size: int
    optimizer: Literal["sgd", "adamw"]
    learning_rate: float
    weight_decay: float
    label_smoothing: float = 0.0
    flip: Flip = "alternating"
    shift: int = 2
    look_ahead: bool = False
    multi_crop: bool = False


RECIPES = {
    "linear": Recipe(10, 128, "adamw", 3e-4, 0.05, flip="none", shift=0),
    "mlp": Recipe(10, 128, "adamw", 1e-3, 0.05, flip="none", shift=0),
    "lenet": Recipe(30, 128, "adamw", 3e-3, 0.02, multi_crop=True),
    "alexnet": Recipe(12, 128, "adamw", 1e-3, 0.05, label_smoothing=0.1, multi_crop=True),
    "fast": Recipe(
        7, 512, "sgd", 0.75, 1.33e-3, label_smoothing=0.2, look_ahead=True, multi_crop=True
    ),
}
