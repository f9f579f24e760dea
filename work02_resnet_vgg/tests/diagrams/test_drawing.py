"""Where the boxes stand, and which rows a network has."""

from __future__ import annotations

from functools import partial

import torch

from work02_resnet_vgg.diagrams.block_diagram import place
from work02_resnet_vgg.diagrams.network_diagram import rows_of
from work02_resnet_vgg.figures.diagrams import BLOCKS, steps_of
from work02_resnet_vgg.layers.blocks import BasicBlock
from work02_resnet_vgg.models.cifar_resnet import CifarResNet


def test_no_two_steps_share_a_place_and_each_stands_below_its_inputs() -> None:
    for _, make, image in BLOCKS.values():
        steps = steps_of(make, image)
        places = place(steps)
        assert len(set(places.values())) == len(steps)
        for step in steps:
            assert all(places[name][0] < places[step.name][0] for name in step.inputs)


def test_rows_tell_the_shortcuts_apart() -> None:
    with torch.device("meta"):
        blocks = [n for n, m in CifarResNet(20).named_modules() if isinstance(m, BasicBlock)]
    for option, expected in (("A", "zeros"), ("B", "projection"), ("none", "")):
        network = partial(CifarResNet, 20, shortcut=option)  # type: ignore[arg-type]
        rows = rows_of(steps_of(network, (3, 32, 32)), blocks)
        blocks_of_rows = [
            (row.first, row.shortcut, row.count) for row in rows if row.kind == "block"
        ]
        same = "identity" if expected else ""
        assert blocks_of_rows == [
            ("layer1.0", same, 3),
            ("layer2.0", expected, 1),
            ("layer2.1", same, 2),
            ("layer3.0", expected, 1),
            ("layer3.1", same, 2),
        ]
