"""Why an earlier hand-in with the same building blocks had an mAP of 0.00, repaired point by point.

What it did, kept here so that its cost can be measured:

- It padded the objects of each image with rows of zeros to equal length. Its matching let every row
  take an anchor, the rows of zeros those that were left at the front, and so told the network that the
  first anchors of each image show class 0. Their offsets were 5 · ln(0 + 10⁻⁶) = −69 for both sizes.
- Its smallest anchor was a fifth of the image.
- Its loss was one mean over all anchors, of which a handful show something.
- Anchors that reach over the border of the image were left out.
- Its backbone's weights were frozen, but not the running statistics of its batch norm.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from final_ssd.data.annotations import Findings
from final_ssd.data.splits import load
from final_ssd.geometry.anchors import AnchorLevel, ssd_shapes
from final_ssd.geometry.boxes import clip, to_center
from final_ssd.geometry.coder import encode
from final_ssd.models.detector import Detector, DetectorConfig, NetworkConfig
from final_ssd.training.config import OptimizerConfig, TrainConfig, anchor_levels, make_detector
from final_ssd.training.detection_loss import BatchLoss, LossConfig, box_loss, class_loss
from final_ssd.training.loop import fit, score
from final_ssd.training.losses import smooth_l1, softmax_loss
from final_ssd.training.targets import AnchorTargets, MatchingConfig, anchor_targets
from shared.studies import Study, study
from shared.training import Loop

EPSILON = 1e-6
SIZES = ((0.2, 0.272), (0.37, 0.447), (0.54, 0.619), (0.71, 0.79), (0.88, 0.961))
"""Of its anchors, as shares of the image, by level."""


@dataclass(frozen=True)
class Mistakes:
    """What the earlier hand-in did; nothing of it by default.

    Attributes:
        padding: rows of zeros fill the objects of each image up to so many.
        large_anchors: its own anchors instead of those that the configuration asks for.
        mean_over_all: the class loss and the box loss are means over every anchor.
        without_border: anchors that reach over the border are not trained.
        moving_norms: a backbone that is not trained still moves its running statistics.
    """

    padding: int = 0
    large_anchors: bool = False
    mean_over_all: bool = False
    without_border: bool = False
    moving_norms: bool = False


ALL = Mistakes(20, True, True, True, True)


def earlier_levels(image_size: int, strides: Sequence[int]) -> tuple[AnchorLevel, ...]:
    """Return its anchors, for the finest levels that there are."""
    return tuple(
        AnchorLevel(stride, ssd_shapes(image_size * size, image_size * larger))
        for stride, (size, larger) in zip(strides, SIZES, strict=False)
    )


def drop_border(
    asked: AnchorTargets, anchors: Float[Tensor, "anchor 4"], side: float
) -> AnchorTargets:
    """Leave out the anchors that reach over the border of the image."""
    inside = (clip(anchors, side, side) == anchors).all(dim=1)
    kept = inside[asked.positive.nonzero()[:, 1]]
    return AnchorTargets(
        asked.positive & inside, asked.negative & inside, asked.classes[kept], asked.boxes[kept]
    )


def padded_rows(
    asked: AnchorTargets, targets: Sequence[Mapping[str, Tensor]], padding: int
) -> tuple[Int[Tensor, " fake"], Int[Tensor, " fake"]]:
    """Return (images, anchors) that rows of zeros take, when objects are padded to `padding` rows."""
    images, anchors = [], []
    for number, target in enumerate(targets):
        missing = max(0, padding - len(target["boxes"]))
        free = (~asked.positive[number]).nonzero().flatten()[:missing]
        anchors.append(free)
        images.append(torch.full_like(free, number))
    return torch.cat(images), torch.cat(anchors)


def padded_offsets(
    anchors: Float[Tensor, "fake 4"], variances: tuple[float, float]
) -> Float[Tensor, "fake 4"]:
    """Return the offsets of a row of zeros: its center is the image's corner, its sizes 10⁻⁶ anchors."""
    anchor = to_center(anchors)
    centers = -anchor[:, :2] / anchor[:, 2:] / variances[0]
    return torch.cat([centers, torch.full_like(centers, math.log(EPSILON) / variances[1])], dim=1)


def earlier_loss(
    logits: Float[Tensor, "image anchor class"],
    offsets: Float[Tensor, "image anchor 4"],
    targets: Sequence[Mapping[str, Tensor]],
    anchors: Float[Tensor, "anchor 4"],
    detector: DetectorConfig,
    config: LossConfig,
    *,
    mistakes: Mistakes,
) -> BatchLoss:
    """Return `detection_loss` with mistakes; padding needs `mean_over_all`, as it was."""
    logits, offsets = logits.float(), offsets.float()
    asked = anchor_targets(anchors, targets, config.matching)
    if mistakes.without_border:
        asked = drop_border(asked, anchors, float(detector.image_size))
    if not mistakes.mean_over_all:
        count = asked.positive.sum().clamp(min=1)
        boxes = box_loss(offsets, asked, anchors, detector.variances, config)
        classes = class_loss(logits, asked, config)
        return BatchLoss(classes / count, config.box_weight * boxes / count, count)
    image, anchor = asked.positive.nonzero(as_tuple=True)
    fake_image, fake_anchor = padded_rows(asked, targets, mistakes.padding)
    labels = torch.zeros_like(asked.positive, dtype=torch.long)
    labels[image, anchor] = asked.classes + 1
    labels[fake_image, fake_anchor] = 1  # class 0
    answers = softmax_loss(logits, labels)[asked.positive | asked.negative]
    right = encode(asked.boxes, anchors[anchor], detector.variances)
    wrong = padded_offsets(anchors[fake_anchor], detector.variances)
    predicted = torch.cat([offsets[image, anchor], offsets[fake_image, fake_anchor]])
    distances = smooth_l1(predicted, torch.cat([right, wrong]))
    distance = config.box_weight * distances.sum() / offsets.numel()
    return BatchLoss(answers.mean(), distance, torch.tensor(len(logits)))


def earlier_detector(
    config: TrainConfig, mistakes: Mistakes, classes: tuple[str, ...], levels: Sequence[AnchorLevel]
) -> Detector:
    """Make a detector; where norms may move, its backbone's weights are frozen behind the loop's back."""
    detector = make_detector(config, classes, tuple(levels))
    if mistakes.moving_norms:
        detector.backbone.requires_grad_(False)
    return detector


def reached_with_mistakes(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure the mAP on test scenes of a network that is trained with some mistakes."""
    training: TrainConfig = dataclasses.replace(config["training"], seed=seed)
    mistakes: Mistakes = config["mistakes"]
    splits = load(training.data_settings, Findings())
    loop = Loop(seed, device=training.device, precision=training.precision)
    if mistakes.large_anchors:
        levels = earlier_levels(training.image_size, training.strides)
    else:
        levels = anchor_levels(training, splits)
    detector = earlier_detector(training, mistakes, splits.classes, levels)
    loss = partial(earlier_loss, mistakes=mistakes)
    detector = fit(loop, training, detector, splits, loss)
    return {f"test/{name}": value for name, value in score(loop, detector, splits.test).items()}


HAND_IN = TrainConfig(
    epochs=1,
    batch_size=32,
    learning_rate=1e-3,
    image_size=256,
    scenes=1280,
    object_sizes=(16, 32),
    augment="none",
    levels=5,
    network=NetworkConfig(norm="running", head_convolutions=0),
    loss=LossConfig(matching=MatchingConfig(positive=0.5, negative=0.5)),
    optimizer=OptimizerConfig(
        name="adam",
        backbone_factor=0.0,
        weight_decay=0.0,
        schedule="constant",
        warmup=0.0,
        clip=0.0,
        average=0.0,
    ),
)
"""Its settings, changed only where it could not run; one epoch of small objects."""


def repairs() -> dict[str, tuple[TrainConfig, Mistakes]]:
    """Return its choices in the light network, then one repair after the other.

    The network is the light one throughout, so that a row takes a minute. Objects have 6 to 12 % of the
    image's side.
    """
    light = TrainConfig.configurations()["light"]
    network = dataclasses.replace(
        HAND_IN.network, backbone=light.network.backbone, pyramid=light.network.pyramid
    )
    config = dataclasses.replace(
        HAND_IN,
        batch_size=16,
        image_size=light.image_size,
        object_sizes=(8, 16),
        levels=light.levels,
        network=network,
    )
    mistakes = ALL
    rows = {"the earlier choices": (config, mistakes)}
    for title, repaired in (
        ("no padded rows", {"padding": 0}),
        ("anchors from the data", {"large_anchors": False}),
        ("hard negatives, over positives", {"mean_over_all": False}),
        ("anchors at the border", {"without_border": False}),
    ):
        mistakes = dataclasses.replace(mistakes, **repaired)
        rows[f"+ {title}"] = (config, mistakes)
    config = dataclasses.replace(config, frozen_stages=4)
    rows["+ norms stay still"] = (config, Mistakes())
    factor = light.optimizer.backbone_factor
    config = dataclasses.replace(
        config,
        frozen_stages=0,
        optimizer=dataclasses.replace(config.optimizer, backbone_factor=factor),
    )
    rows["+ the backbone is trained"] = (config, Mistakes())
    config = dataclasses.replace(
        config,
        learning_rate=light.learning_rate,
        network=light.network,
        loss=light.loss,
        optimizer=light.optimizer,
    )
    rows["+ the light preset: focal, GIoU, tower, schedule, average"] = (config, Mistakes())
    return rows


@study(seeds=(0, 1, 2))
def ablation(s: Study) -> None:
    """Go from the earlier choices to ours, one repair at a time, on small objects."""
    for title, (config, mistakes) in repairs().items():
        settings = {"training": config, "mistakes": mistakes}
        for seed in s.seeds:
            s.measure({"network": title}, reached_with_mistakes, settings, seed)


@study(seeds=(0,))
def earlier_hand_in(s: Study) -> None:
    """Train the earlier hand-in itself and the repaired R50-FPN-SSD, one epoch of small objects each."""
    repaired = dataclasses.replace(
        TrainConfig.configurations()["default"],
        epochs=1,
        image_size=HAND_IN.image_size,
        scenes=HAND_IN.scenes,
        object_sizes=HAND_IN.object_sizes,
    )
    for title, config, mistakes in (
        ("the earlier hand-in", HAND_IN, ALL),
        ("R50-FPN-SSD (`default`)", repaired, Mistakes()),
    ):
        settings = {"training": config, "mistakes": mistakes}
        for seed in s.seeds:
            s.measure({"network": title}, reached_with_mistakes, settings, seed)
