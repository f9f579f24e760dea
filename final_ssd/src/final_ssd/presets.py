"""Recipes by name: what network, trained how.

`faithful` is the earlier hand-in, changed only where it could not run; the ablation of the report
repairs it point by point. All others share the repairs and differ in size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from final_ssd.anchors import AnchorLevel, shapes_of, ssd_shapes
from final_ssd.targets import LossConfig
from final_ssd.trunks import Norm, TrunkName

PresetName = Literal["light", "tiny", "default", "small", "gpu", "faithful"]


@dataclass(frozen=True)
class Recipe:
    """A network and how it is trained.

    Attributes:
        image_size: pixels a side.
        strides: of the pyramid's levels.
        levels: their anchors; None finds shapes by k-means on the training boxes.
        per_level: anchors a cell, for k-means.
        train_trunk: whether the trunk learns, too.
        moving_norm: batch norm's statistics move although its scales do not learn: the earlier
            hand-in's frozen trunk was in training mode.
        optimizer, learning_rate, trunk_rate, weight_decay: AdamW or SGD with momentum 0.9; the
            trunk's rate is `trunk_rate` times the other one.
        schedule: cosine to 0, step (÷10 after 60 % and 85 %), or constant.
        warmup: share of the steps in which the rate rises from 0.
        clip: norm of all gradients at most; 0 for no limit.
        average: decay of the moving average; 0 for none.
        epochs, batch_size: passes and images in a step.
        augment: of images from files: none, light (flip, colour), full (IoU crop, expand, too).
        lowest_score, overlap: of detections.
    """

    image_size: int
    trunk: TrunkName
    pretrained: bool
    strides: tuple[int, ...]
    levels: tuple[AnchorLevel, ...] | None = None
    per_level: int = 3
    norm: Norm = "running"
    train_trunk: bool = True
    moving_norm: bool = False
    pyramid: int = 256
    head_convolutions: int = 4
    shared_heads: bool = True
    head_norm: bool = True
    scores: Literal["softmax", "sigmoid"] = "sigmoid"
    loss: LossConfig = field(default_factory=lambda: LossConfig(classes="focal"))
    optimizer: Literal["adamw", "sgd", "adam"] = "adamw"
    learning_rate: float = 1e-3
    trunk_rate: float = 0.3
    weight_decay: float = 1e-4
    schedule: Literal["cosine", "step", "constant"] = "cosine"
    warmup: float = 0.05
    clip: float = 10.0
    average: float = 0.998
    epochs: int = 10
    batch_size: int = 16
    augment: Literal["none", "light", "full"] = "full"
    lowest_score: float = 0.02
    overlap: float = 0.5


def retinanet_levels(
    strides: tuple[int, ...], scale: float, octaves: int = 3
) -> tuple[AnchorLevel, ...]:
    """`octaves` sizes from `scale` strides on and three ratios at each level (Lin et al. 2017, 4)."""
    return tuple(
        AnchorLevel(
            stride,
            shapes_of(
                [scale * stride * 2 ** (n / octaves) for n in range(octaves)], [0.5, 1.0, 2.0]
            ),
        )
        for stride in strides
    )


EARLIER_SIZES = ((0.2, 0.272), (0.37, 0.447), (0.54, 0.619), (0.71, 0.79), (0.88, 0.961))
"""Sizes as shares of the image: the smallest is a fifth, far above a small object."""


def faithful() -> Recipe:
    """The earlier hand-in: 256×256, frozen ResNet-50, P2–P6, one 3×3 convolution as shared head."""
    levels = tuple(
        AnchorLevel(stride, ssd_shapes(256 * size, 256 * larger))
        for stride, (size, larger) in zip((4, 8, 16, 32, 64), EARLIER_SIZES, strict=True)
    )
    return Recipe(
        image_size=256,
        trunk="resnet50",
        pretrained=True,
        strides=(4, 8, 16, 32, 64),
        levels=levels,
        norm="running",
        train_trunk=False,
        moving_norm=True,
        head_convolutions=0,
        head_norm=False,
        scores="softmax",
        loss=LossConfig(
            classes="all_anchors", positive=0.5, negative=0.5, border=False, padding=20
        ),
        optimizer="adam",
        learning_rate=1e-3,
        trunk_rate=0.0,
        weight_decay=0.0,
        schedule="constant",
        warmup=0.0,
        clip=0.0,
        average=0.0,
        batch_size=32,
        augment="none",
    )


def preset(name: PresetName) -> Recipe:
    """The recipe of this name."""
    if name == "faithful":
        return faithful()
    if name == "light":
        return Recipe(
            image_size=128,
            trunk="mobilenet_v2",
            pretrained=True,
            strides=(4, 8, 16),
            per_level=3,
            pyramid=64,
            head_convolutions=2,
            loss=LossConfig(classes="focal", boxes="giou", box_weight=2.0),
            learning_rate=2e-3,
            epochs=4,
        )
    if name == "tiny":
        return Recipe(
            image_size=128,
            trunk="tiny",
            pretrained=False,
            strides=(4, 8, 16),
            pyramid=0,
            head_convolutions=0,
            shared_heads=False,
            head_norm=False,
            scores="softmax",
            loss=LossConfig(),
            trunk_rate=1.0,
            learning_rate=2e-3,
        )
    coarse = (8, 16, 32, 64, 128)
    fine = (4, 8, 16, 32, 64)
    return Recipe(
        image_size=300,
        trunk="resnet50",
        pretrained=True,
        strides=fine if name == "small" else coarse,
        levels=retinanet_levels(fine if name == "small" else coarse, 3.0),
        norm="frozen",
        head_norm=False,
        optimizer="sgd" if name == "gpu" else "adamw",
        learning_rate=2.6e-3 * 2 if name == "gpu" else 2e-4,
        trunk_rate=1.0 if name == "gpu" else 0.3,
        schedule="step" if name == "gpu" else "cosine",
        batch_size=64 if name == "gpu" else 8,
        epochs=65 if name == "gpu" else 10,
        scores="softmax",
        loss=LossConfig(),
    )
