"""From the objects of each image to what is asked of each anchor.

Objects stay ragged: each image brings as many boxes as it has, and nothing is padded. An anchor is
positive (it answers for an object), negative (it should say background), or ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from final_ssd.geometry.boxes import areas, intersections, iou
from final_ssd.geometry.matching import BACKGROUND, IGNORED, match
from shared.training.settings.ranges import Between, Checked, SettingsError


@dataclass(frozen=True)
class MatchingConfig(Checked):
    """Which anchor answers for what.

    Attributes:
        positive: an anchor with at least this IoU answers for the object that it overlaps most.
        negative: one with less than this is background; in between it is ignored.
        force: every object gets an anchor in any case.
    """

    positive: Annotated[float, Between(0, 1)] = 0.5
    negative: Annotated[float, Between(0, 1)] = 0.4
    force: bool = True

    def __post_init__(self) -> None:
        """Check both thresholds.

        Raises:
            SettingsError: one is out of range, or they are the wrong way around.
        """
        super().__post_init__()
        if self.negative > self.positive:
            raise SettingsError(
                f"--loss.matching.negative {self.negative} is above "
                f"--loss.matching.positive {self.positive}"
            )


@dataclass(frozen=True)
class AnchorTargets:
    """What is asked of the anchors of a batch.

    Attributes:
        positive: anchors that answer for an object.
        negative: background. What is neither is ignored.
        classes: of the positive anchors' objects, from 0, in the order of `positive.nonzero()`.
        boxes: likewise, `x1 y1 x2 y2`.
    """

    positive: Bool[Tensor, "image anchor"]
    negative: Bool[Tensor, "image anchor"]
    classes: Int[Tensor, " positive"]
    boxes: Float[Tensor, "positive 4"]


def assign(
    anchors: Float[Tensor, "anchor 4"], target: Mapping[str, Tensor], config: MatchingConfig
) -> Int[Tensor, " anchor"]:
    """Assign to each anchor its object in one image, BACKGROUND or IGNORED.

    Args:
        anchors: `x1 y1 x2 y2`.
        target: `boxes`, and `ignored`, true for crowds and difficult objects: nothing is learned from
            them, and an anchor that lies in one by half of its area or more is not called background.
        config: the rules.
    """
    wanted = ~target["ignored"]
    numbers = wanted.nonzero().flatten()
    overlaps = iou(target["boxes"][wanted], anchors)
    matched = match(overlaps, config.positive, config.negative, force=config.force)
    if len(numbers):
        matched = torch.where(matched >= 0, numbers[matched.clamp(min=0)], matched)
    if len(numbers) < len(wanted):
        inside = intersections(target["boxes"][~wanted][:, None], anchors[None]) / areas(anchors)
        covered = (inside >= 0.5).any(dim=0)
        matched = torch.where((matched == BACKGROUND) & covered, IGNORED, matched)
    return matched


def anchor_targets(
    anchors: Float[Tensor, "anchor 4"],
    targets: Sequence[Mapping[str, Tensor]],
    config: MatchingConfig,
) -> AnchorTargets:
    """Tell what is asked of each anchor in each image of a batch.

    Args:
        anchors: all of them, the same in each image.
        targets: of each image `boxes`, `classes` (from 0, without background) and `ignored`.
        config: the rules of matching.
    """
    matched = torch.stack([assign(anchors, target, config) for target in targets])
    positive = matched >= 0
    # All objects of the batch in one list: a positive anchor points into it.
    first = torch.tensor([0, *(len(target["boxes"]) for target in targets)]).cumsum(0)[:-1]
    image = positive.nonzero()[:, 0]
    owner = matched[positive] + first.to(matched.device)[image]
    return AnchorTargets(
        positive,
        matched == BACKGROUND,
        torch.cat([target["classes"] for target in targets])[owner],
        torch.cat([target["boxes"] for target in targets])[owner],
    )
