"""From outputs to detections: decoded, clipped, suppressed by class, sorted."""

from __future__ import annotations

import torch
from random_boxes import random_boxes
from tiny_detector import TINY

from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.geometry.nms import nms
from final_ssd.models.detections import detections
from final_ssd.models.detector import Detector, DetectorConfig


def test_detections_are_decoded_clipped_suppressed_and_sorted() -> None:
    detector = Detector(TINY).eval()
    anchors = detector.anchors
    logits = torch.full((2, len(anchors), 3), 0.0)
    logits[..., 0] = 12  # background
    logits[0, 40, 1], logits[0, 41, 1], logits[0, 41, 2], logits[1, 0, 2] = 15, 14, 13.5, 20
    first, other = detections(logits, torch.zeros(2, len(anchors), 4), anchors, TINY)
    # Neighbors of stride 4 and size 8 overlap by a third: both stay.
    assert first.classes.tolist() == [0, 0, 1]
    assert (first.scores.diff() <= 0).all()
    torch.testing.assert_close(first.boxes[0], anchors[40].clamp(0, 64))
    assert other.boxes.min() >= 0
    assert len(other) == 1
    again, _ = detections(logits, torch.zeros(2, len(anchors), 4), anchors, TINY, nms_threshold=0.3)
    assert again.classes.tolist() == [0, 1]


def test_classes_do_not_suppress_each_other() -> None:
    """The plain NMS of each class alone keeps the same boxes."""
    anchors = random_boxes(60).float()
    config = DetectorConfig(("a", "b"), 200, (AnchorLevel(8, ((8.0, 8.0),)),), TINY.network)
    logits = torch.randn(1, 60, 3, generator=torch.Generator().manual_seed(0))
    options = {"score_threshold": 0.0, "nms_threshold": 0.3, "max_detections": 120}
    (result,) = detections(logits, torch.zeros(1, 60, 4), anchors, config, **options)  # type: ignore[arg-type]
    scores = logits[0].softmax(dim=1)[:, 1:]
    for label in range(2):
        kept = nms(anchors, scores[:, label], 0.3)
        own = result.classes == label
        torch.testing.assert_close(result.boxes[own], anchors[kept])
        torch.testing.assert_close(result.scores[own], scores[kept, label])
