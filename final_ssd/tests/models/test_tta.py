"""Test-time augmentation: mirror images that agree, and boxes that vote."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from random_boxes import random_boxes
from tiny_detector import NETWORK
from torch import Tensor, nn

from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.models.detections import Detections, detect
from final_ssd.models.detector import Detector, DetectorConfig
from final_ssd.models.tta import FLIPS, detect_augmented, flip, vote

SIDE = 64


@pytest.fixture(scope="module")
def detector() -> nn.Module:
    torch.manual_seed(0)
    levels = tuple(AnchorLevel(stride, ((stride * 2.0, stride * 2.0),)) for stride in (4, 8, 16))
    config = DetectorConfig(("one", "two"), SIDE, levels, NETWORK)
    made = Detector(config, pretrained=False).eval()
    with torch.no_grad():
        for weights in made.class_head.parameters():
            weights.mul_(100)  # far apart, so that no two scores are equal
    return made


@pytest.fixture(scope="module")
def images() -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(256, (3, 3, SIDE, SIDE), generator=generator, dtype=torch.uint8)


def detections_of(count: int, seed: int) -> Detections:
    generator = torch.Generator().manual_seed(seed)
    boxes = random_boxes(count, seed).float()
    scores = torch.rand(count, generator=generator) + 0.01
    return Detections(boxes, scores, torch.randint(3, (count,), generator=generator))


@given(st.integers(1, 30), st.integers(0, 1000), st.sampled_from(FLIPS[4]))
def test_a_mirror_image_of_a_mirror_image_is_the_image(
    count: int, seed: int, dimensions: tuple[int, ...]
) -> None:
    detections = detections_of(count, seed)
    there = flip(detections, dimensions, SIDE)
    assert (there.boxes[:, 2:] >= there.boxes[:, :2]).all()
    torch.testing.assert_close(flip(there, dimensions, SIDE).boxes, detections.boxes)


def test_boxes_are_where_the_mirrored_pixels_are() -> None:
    image = torch.zeros(SIDE, SIDE)
    image[10:20, 30:50] = 1
    detections = Detections(torch.tensor([[30.0, 10.0, 50.0, 20.0]]), torch.ones(1), torch.zeros(1))
    for dimensions in FLIPS[4]:
        x1, y1, x2, y2 = flip(detections, dimensions, SIDE).boxes[0].int().tolist()
        other = image.flip(dimensions)
        assert other[y1:y2, x1:x2].sum() == image.sum()


def test_votes_by_hand() -> None:
    boxes = torch.tensor(
        [[0.0, 0.0, 10.0, 10.0], [1.0, 0.0, 11.0, 10.0], [0.0, 0.0, 10.0, 10.0], [40.0, 40, 50, 50]]
    )
    detections = Detections(boxes, torch.tensor([0.6, 0.2, 0.9, 0.5]), torch.tensor([0, 0, 1, 0]))
    moved = vote(detections, torch.tensor([0, 3]), agreement=0.7)  # IoU of the first two: 9/11
    torch.testing.assert_close(
        moved, torch.tensor([[0.25, 0.0, 10.25, 10.0], [40.0, 40.0, 50.0, 50.0]])
    )
    unmoved = vote(detections, torch.tensor([0, 3]), agreement=0.9)
    torch.testing.assert_close(unmoved, boxes[[0, 3]])


def test_a_box_without_area_votes_on_itself() -> None:
    detections = Detections(torch.tensor([[3.0, 3.0, 3.0, 8.0]]), torch.ones(1), torch.zeros(1))
    torch.testing.assert_close(vote(detections, torch.tensor([0]), 0.5), detections.boxes)


@given(st.integers(1, 60), st.integers(0, 1000), st.floats(0.05, 1.0))
def test_moved_boxes_stay_among_the_voters(count: int, seed: int, agreement: float) -> None:
    detections = detections_of(count, seed)
    moved = vote(detections, torch.arange(count), agreement)
    assert (moved >= detections.boxes.amin(dim=0) - 1e-3).all()
    assert (moved <= detections.boxes.amax(dim=0) + 1e-3).all()


def test_one_view_without_votes_is_plain_detection(detector: nn.Module, images: Tensor) -> None:
    plain = detect(detector, images, score_threshold=0.3, nms_threshold=0.5)
    ours = detect_augmented(
        detector, images, views=1, score_threshold=0.3, nms_threshold=0.5, agreement=1.0
    )  # fmt: skip
    for one, other in zip(ours, plain, strict=True):
        assert len(one)
        torch.testing.assert_close(one.boxes, other.boxes)
        assert torch.equal(one.scores, other.scores)
        assert torch.equal(one.classes, other.classes)


@pytest.mark.parametrize(("views", "dimensions"), [(2, (-1,)), (4, (-2,)), (4, (-2, -1))])
def test_all_views_together_do_not_care_which_way_round(
    detector: nn.Module, images: Tensor, views: int, dimensions: tuple[int, ...]
) -> None:
    """One view does: the network itself knows left from right."""

    def differ(first: list[Detections], other: list[Detections]) -> bool:
        pairs = zip(first, other, strict=True)
        return any(
            len(a) != len(b) or not torch.allclose(a.boxes, b.boxes, atol=1e-3) for a, b in pairs
        )

    def there_and_back(number: int) -> tuple[list[Detections], list[Detections]]:
        options = {"views": number, "score_threshold": 0.3}
        straight = detect_augmented(detector, images, **options)  # type: ignore[arg-type]
        turned = detect_augmented(detector, images.flip(dimensions), **options)  # type: ignore[arg-type]
        return straight, [flip(one, dimensions, SIDE) for one in turned]

    assert not differ(*there_and_back(views))
    assert differ(*there_and_back(1))
