"""The records' networks."""

from __future__ import annotations

import pytest
import torch

from work03_cifar10.models.record_net import RecordNet, RecordStage


def test_parameters_are_those_of_airbench() -> None:
    def trained(net: RecordNet) -> int:
        return sum(p.numel() for p in net.parameters() if p.requires_grad)

    filters94 = 9 * (24 * 64 + 64 * 64 + 64 * 256 + 3 * 256 * 256)
    assert trained(RecordNet()) == 24 + filters94 + 2 * (64 + 256 + 256) + 2560
    filters96 = 9 * (24 * 128 + 2 * 128 * 128 + 128 * 512 + 5 * 512 * 512)
    wide = RecordNet(widths=(128, 512, 512), refinements=2)
    assert trained(wide) == 24 + filters96 + 3 * (128 + 512 + 512) + 5120


@pytest.mark.parametrize("refinements", [1, 2])
def test_a_stage_halves_and_only_the_deeper_one_has_a_shortcut(refinements: int) -> None:
    stage = RecordStage(4, 6, refinements, 0.4)
    with torch.no_grad():
        for convolution in stage.convolutions[1:]:
            convolution.weight.zero_()
    y = stage(torch.randn(2, 4, 9, 8))
    assert y.shape == (2, 6, 4, 4)
    assert bool(y.any()) == (refinements == 2)
    assert all(norm.momentum == 0.4 and not norm.weight.requires_grad for norm in stage.norms)


def test_gradients_reach_all_that_is_trained() -> None:
    net = RecordNet(widths=(4, 6, 6))
    net(torch.randn(3, 3, 32, 32)).square().sum().backward()
    for name, parameter in net.named_parameters():
        assert (parameter.grad is not None) == parameter.requires_grad, name
