"""What is asked of each anchor: of crowds nothing, of positive ones their own object."""

from __future__ import annotations

import torch
from random_batch import make_batch

from final_ssd.data.samples import make_target
from final_ssd.geometry.matching import IGNORED
from final_ssd.training.targets import MatchingConfig, anchor_targets, assign


def test_nothing_is_learned_from_a_crowd_nor_from_what_lies_in_it() -> None:
    anchors, *_ = make_batch(0)
    crowd = make_target(torch.tensor([[0.0, 0, 60, 60]]), torch.tensor([1]), torch.tensor([True]))
    matched = assign(anchors, crowd, MatchingConfig())
    assert not (matched >= 0).any(), "nothing is learned from a crowd"
    inside = (anchors[:, :2] >= 0).all(dim=1) & (anchors[:, 2:] <= 60).all(dim=1)
    assert (matched[inside] == IGNORED).all(), "and what lies in it is not called background"


def test_each_positive_anchor_has_its_own_images_object() -> None:
    anchors, _, _, targets = make_batch(2)
    asked = anchor_targets(anchors, targets, MatchingConfig())
    assert not (asked.positive & asked.negative).any()
    images, chosen = asked.positive.nonzero(as_tuple=True)
    assert len(images) == len(asked.classes) == len(asked.boxes) > 0
    for place, (image, anchor) in enumerate(zip(images.tolist(), chosen.tolist(), strict=True)):
        number = assign(anchors, targets[image], MatchingConfig())[anchor]
        assert torch.equal(asked.boxes[place], targets[image]["boxes"][number])
        assert asked.classes[place] == targets[image]["classes"][number]
