"""Diagrams say what the model does: they come from its forward pass."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import partial

import pytest
import torch

from shared.plotting.diagrams import problems, rows_of
from work02_resnet_vgg.figures.diagrams import BLOCKS, diagram, title_of, trace
from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.layers.blocks import BasicBlock, Bottleneck
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.registry import MODELS

NAMES = [*BLOCKS, "vgg11", "vgg16_bn", "resnet18", "resnet50", "googlenet", "densenet121", "resnet20",
         "plain20", "nin"]  # fmt: skip


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.text]


@pytest.mark.parametrize("name", NAMES)
def test_every_diagram_is_legible_in_a_readme(name: str) -> None:
    assert problems(diagram(name)) == []


@pytest.mark.parametrize("name", ["vgg11", "resnet50", "densenet121", "resnet20", "nin"])
def test_the_rows_parameters_add_up_to_the_networks(name: str) -> None:
    with torch.device("meta"):
        model = MODELS[name]()
    count = sum(parameter.numel() for parameter in model.parameters())
    assert f"{title_of(name)}: {count:,} parameters" in words(diagram(name))


def test_networks_are_named_as_in_their_papers() -> None:
    names = ("resnet50", "vgg16_bn", "googlenet", "densenet121", "plain20", "nin")
    titles = ("ResNet-50", "VGG-16 with batch norm", "GoogLeNet", "DenseNet-121", "Plain-20", "NiN")
    assert tuple(map(title_of, names)) == titles
    assert all(title_of(name) for name in MODELS)


def test_steps_are_those_of_the_forward_pass() -> None:
    steps = list(trace(partial(BasicBlock, 64, 128, 2), (64, 8, 8)))
    assert [step.kind for step in steps] == [
        "input", "conv", "norm", "activation", "conv", "norm", "conv", "norm", "add", "activation",
    ]  # fmt: skip
    first, add = steps[1], steps[-2]
    assert first.text == "3×3 conv, 128, stride 2"
    assert (first.shape, first.parameters) == ((128, 4, 4), 64 * 128 * 9)
    assert add.inputs == ("bn2", "downsample.1")


def test_a_changed_layer_changes_the_picture() -> None:
    usual = trace(partial(Bottleneck, 256, 128, 2), (256, 56, 56))
    paper = trace(partial(Bottleneck, 256, 128, 2, stride_at="1x1"), (256, 56, 56))
    assert next(step.text for step in usual if "stride" in step.text).startswith("3×3")
    assert next(step.text for step in paper if "stride" in step.text).startswith("1×1")


def test_an_identity_shortcut_is_a_line_with_its_name_and_no_step() -> None:
    graph = trace(partial(BasicBlock, 8, 8), (8, 4, 4))
    assert graph["add"].inputs == ("bn2", "input")
    plain = trace(partial(BasicBlock, 8, 8, shortcut="none"), (8, 4, 4))
    assert not any(step.kind == "add" for step in plain)
    assert words(diagram("basic-block")).count("identity") == 1
    assert "identity" not in words(diagram("basic-block-projection"))


def test_batch_norm_from_scratch_is_one_step() -> None:
    graph = trace(partial(BasicBlock, 8, 8, norm=BatchNorm), (8, 4, 4))
    assert [step.kind for step in graph].count("norm") == 2


def test_rows_tell_the_shortcuts_apart() -> None:
    with torch.device("meta"):
        blocks = [n for n, m in CifarResNet(20).named_modules() if isinstance(m, BasicBlock)]
    for option, expected in (("A", "zeros"), ("B", "projection"), ("none", "")):
        network = partial(CifarResNet, 20, shortcut=option)  # type: ignore[arg-type]
        rows = rows_of(trace(network, (3, 32, 32)), blocks)
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
