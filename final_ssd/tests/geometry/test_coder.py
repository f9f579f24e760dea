"""The coder against torchvision's BoxCoder; round trips."""

from __future__ import annotations

import torch
from random_boxes import random_boxes
from torchvision.models.detection._utils import BoxCoder

from final_ssd.geometry.coder import decode, encode


def test_offsets_are_those_of_torchvisions_coder() -> None:
    targets, anchors = random_boxes(50), random_boxes(50, seed=1)
    theirs = BoxCoder((10.0, 10.0, 5.0, 5.0))
    expected = theirs.encode_single(targets, anchors)
    torch.testing.assert_close(encode(targets, anchors), expected)
    torch.testing.assert_close(decode(expected, anchors), theirs.decode_single(expected, anchors))


def test_the_round_trip_is_exact() -> None:
    targets, anchors = random_boxes(200), random_boxes(200, seed=1)
    error = (decode(encode(targets, anchors), anchors) - targets).abs().max()
    assert error < 1e-12 * 200


def test_a_huge_offset_gives_a_finite_box() -> None:
    box = decode(torch.tensor([[0.0, 0, 1e6, 1e6]]), torch.tensor([[0.0, 0, 16, 16]]))
    assert torch.isfinite(box).all()
