"""Backbones: batch norm that is frozen indeed; no weights that do not exist."""

from __future__ import annotations

import pytest
import torch

from final_ssd.models.backbones import BackboneError, make_backbone


def test_frozen_norms_stay_and_running_ones_move() -> None:
    images = torch.randint(0, 256, (4, 3, 64, 64), dtype=torch.uint8)
    for norm, moves in (("frozen", False), ("running", True)):
        backbone = make_backbone("mobilenet_v2", pretrained=False, norm=norm).train()  # type: ignore[arg-type]
        before = {k: v.clone() for k, v in backbone.state_dict().items() if "running" in k}
        backbone(images)
        changed = any(not torch.equal(backbone.state_dict()[k], v) for k, v in before.items())
        assert changed == moves


def test_the_tiny_backbone_has_no_published_weights() -> None:
    with pytest.raises(BackboneError, match="no published weights"):
        make_backbone("tiny", pretrained=True, norm="running")
