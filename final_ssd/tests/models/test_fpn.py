"""The pyramid against torchvision's."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torchvision.ops import FeaturePyramidNetwork
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

from final_ssd.models.fpn import FeaturePyramid


def test_the_pyramid_is_torchvisions() -> None:
    torch.manual_seed(0)
    widths, channels = (8, 16, 24), 12
    ours = FeaturePyramid(widths, channels, 2)
    theirs = FeaturePyramidNetwork(
        list(widths), channels, extra_blocks=LastLevelP6P7(channels, channels)
    )
    state = {}
    for number in range(3):
        for kind in ("weight", "bias"):
            state[f"inner_blocks.{number}.0.{kind}"] = getattr(ours.lateral[number], kind)
            state[f"layer_blocks.{number}.0.{kind}"] = getattr(ours.smooth[number], kind)
    for number, name in enumerate(("p6", "p7")):
        for kind in ("weight", "bias"):
            state[f"extra_blocks.{name}.{kind}"] = getattr(ours.extra[number], kind)
    theirs.load_state_dict(state)
    theirs.extra_blocks.use_P5 = True  # RetinaNet's P6 comes from P5 here, not from C5
    maps = [
        torch.randn(2, width, side, side) for width, side in zip(widths, (19, 10, 5), strict=True)
    ]
    expected = theirs(OrderedDict((str(n), m) for n, m in enumerate(maps))).values()
    for level, other in zip(ours(maps), expected, strict=True):
        torch.testing.assert_close(level, other)
