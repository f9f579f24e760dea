"""The graph is that of the forward pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import nn

from work02_resnet_vgg.diagrams.tracing import trace
from work02_resnet_vgg.figures.diagrams import steps_of
from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.layers.blocks import BasicBlock, Bottleneck
from work02_resnet_vgg.models.cifar_resnet import CifarResNet


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
    for step in steps_of(partial(CifarResNet, 8), (3, 32, 32)):
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
    steps = steps_of(partial(BasicBlock, 8, 8, norm=BatchNorm), (8, 4, 4))
    assert [step.kind for step in steps].count("norm") == 2


@pytest.mark.parametrize("make", [nn.Tanh, lambda: nn.Sequential(nn.Tanh())])
def test_an_operation_without_a_picture_is_named(make: Callable[[], nn.Module]) -> None:
    with pytest.raises(TypeError, match=r"(?i)tanh"):
        trace(make, (1, 2, 2))
