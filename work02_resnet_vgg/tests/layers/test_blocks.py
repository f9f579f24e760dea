"""Residual blocks and their shortcuts."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work02_resnet_vgg.layers.batch_norm import no_norm
from work02_resnet_vgg.layers.blocks import BasicBlock, Bottleneck, make_shortcut


def test_option_a_subsamples_and_pads_with_zeros() -> None:
    images = torch.randn(2, 4, 6, 6)
    shortcut = make_shortcut("A", 4, 8, 2, nn.BatchNorm2d)
    assert shortcut is not None
    carried = shortcut(images)
    assert not list(shortcut.parameters())
    torch.testing.assert_close(carried[:, 2:6], images[:, :, ::2, ::2])
    assert carried[:, :2].count_nonzero() == carried[:, 6:].count_nonzero() == 0


def test_where_shapes_agree_the_shortcut_is_the_identity() -> None:
    images = torch.randn(2, 8, 3, 5)
    for option in ("A", "B"):
        shortcut = make_shortcut(option, 8, 8, 1, nn.BatchNorm2d)  # type: ignore[arg-type]
        assert shortcut is not None
        assert torch.equal(shortcut(images), images)
        assert not list(shortcut.parameters())


@pytest.mark.parametrize(
    "block", [BasicBlock(8, 8), Bottleneck(32, 8)], ids=["basic", "bottleneck"]
)
def test_a_block_whose_branch_is_zero_passes_its_input_on(block: nn.Module) -> None:
    nn.init.zeros_(block.last_norm.weight)  # type: ignore[union-attr, arg-type]
    images = torch.rand(2, block.conv1.in_channels, 4, 4)  # type: ignore[union-attr]
    torch.testing.assert_close(block(images), images)


def test_the_scale_multiplies_the_branch_alone() -> None:
    full, half = BasicBlock(4, 4).eval(), BasicBlock(4, 4, scale=0.5).eval()
    half.load_state_dict(full.state_dict())
    images = torch.rand(1, 4, 3, 3) + 5  # so far above zero that no ReLU after the addition cuts
    with torch.no_grad():
        torch.testing.assert_close(half(images) - images, 0.5 * (full(images) - images))


def test_without_batch_norm_convolutions_have_a_bias() -> None:
    assert BasicBlock(4, 4, norm=no_norm).conv1.bias is not None
    assert BasicBlock(4, 4).conv1.bias is None
