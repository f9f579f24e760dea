"""Diagrams say what the model does: they come from its forward pass."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import nn

from work02_resnet_vgg.batch_norm import BatchNorm
from work02_resnet_vgg.block_diagram import place
from work02_resnet_vgg.blocks import BasicBlock, Bottleneck
from work02_resnet_vgg.cifar_resnet import CifarResNet
from work02_resnet_vgg.drawing import BLOCKS, draw, main
from work02_resnet_vgg.models import CIFAR_MODELS, IMAGENET_MODELS
from work02_resnet_vgg.network_diagram import rows_of
from work02_resnet_vgg.tracing import trace

NAMES = [*BLOCKS, "vgg11", "vgg16_bn", "resnet18", "resnet50", "googlenet", "densenet121", "resnet20",
         "plain20", "nin"]  # fmt: skip


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.text]


@pytest.mark.parametrize("name", NAMES)
def test_every_diagram_is_an_svg_of_readme_width(name: str) -> None:
    root = ElementTree.fromstring(draw(name))
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"]) <= 840, "wider than a README, the text would shrink"
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert float(text.attrib["font-size"]) >= 11


@pytest.mark.parametrize("name", ["vgg11", "resnet50", "densenet121", "resnet20", "nin"])
def test_the_rows_parameters_add_up_to_the_networks(name: str) -> None:
    with torch.device("meta"):
        model = (IMAGENET_MODELS | CIFAR_MODELS)[name]()
    count = sum(parameter.numel() for parameter in model.parameters())
    assert f"{name}: {count:,} parameters" in words(draw(name))


def test_steps_are_those_of_the_forward_pass() -> None:
    steps = trace(partial(BasicBlock, 64, 128, 2), (64, 8, 8))
    assert [step.kind for step in steps] == [
        "input", "conv", "norm", "relu", "conv", "norm", "conv", "norm", "add", "relu",
    ]  # fmt: skip
    first, add = steps[1], steps[-2]
    assert first.text == "3×3 conv, 128, stride 2"
    assert (first.shape, first.parameters) == ((128, 4, 4), 64 * 128 * 9)
    assert add.inputs == ("bn2", "downsample.1")


def test_shapes_are_those_that_the_network_gives() -> None:
    model = CifarResNet(8).eval()
    shapes = {}
    for name, module in model.named_modules():
        if not list(module.children()):
            module.register_forward_hook(
                lambda m, i, output, name=name: shapes.update({name: tuple(output.shape[1:])})
            )
    model(torch.randn(2, 3, 32, 32))
    for step in trace(partial(CifarResNet, 8), (3, 32, 32)):
        if step.name in shapes:
            assert step.shape == shapes[step.name]


def test_a_changed_layer_changes_the_picture() -> None:
    usual = trace(partial(Bottleneck, 256, 128, 2), (256, 56, 56))
    paper = trace(partial(Bottleneck, 256, 128, 2, stride_at="1x1"), (256, 56, 56))
    assert next(step.text for step in usual if "stride" in step.text).startswith("3×3")
    assert next(step.text for step in paper if "stride" in step.text).startswith("1×1")


def test_an_identity_shortcut_is_a_line_and_no_step() -> None:
    steps = trace(partial(BasicBlock, 8, 8), (8, 4, 4))
    assert steps[-2].inputs == ("bn2", "images")
    plain = trace(partial(BasicBlock, 8, 8, shortcut="none"), (8, 4, 4))
    assert not any(step.kind == "add" for step in plain)


def test_batch_norm_from_scratch_is_one_step() -> None:
    steps = trace(partial(BasicBlock, 8, 8, norm=BatchNorm), (8, 4, 4))
    assert [step.kind for step in steps].count("norm") == 2


def test_no_two_steps_share_a_place_and_each_stands_below_its_inputs() -> None:
    for _, make, image in BLOCKS.values():
        steps = trace(make, image)
        places = place(steps)
        assert len(set(places.values())) == len(steps)
        for step in steps:
            assert all(places[name][0] < places[step.name][0] for name in step.inputs)


def test_rows_tell_the_shortcuts_apart() -> None:
    with torch.device("meta"):
        blocks = [n for n, m in CifarResNet(20).named_modules() if isinstance(m, BasicBlock)]
    for option, expected in (("A", "zeros"), ("B", "projection"), ("none", "")):
        network = partial(CifarResNet, 20, shortcut=option)  # type: ignore[arg-type]
        rows = rows_of(trace(network, (3, 32, 32)), blocks)
        found = [(row.first, row.shortcut, row.count) for row in rows if row.kind == "block"]
        same = "identity" if expected else ""
        assert found == [
            ("layer1.0", same, 3),
            ("layer2.0", expected, 1),
            ("layer2.1", same, 2),
            ("layer3.0", expected, 1),
            ("layer3.1", same, 2),
        ]


def test_files_are_written_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("basic-block", "resnet20"), tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "basic-block.svg", "resnet20.svg",
    ]  # fmt: skip
    assert re.search("resnet20.svg", capsys.readouterr().out)


def test_an_unknown_name_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("resnet20", "resnet51"), tmp_path / "out") == 1
    assert "nothing to draw is called 'resnet51'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("make", [nn.Tanh, lambda: nn.Sequential(nn.Tanh())])
def test_an_operation_without_a_picture_is_named(make: Callable[[], nn.Module]) -> None:
    with pytest.raises(TypeError, match=r"(?i)tanh"):
        trace(make, (1, 2, 2))
