"""Batch norm from scratch is torch's, in float64."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.models.registry import MODELS


def pair(channels: int, eps: float = 1e-5, momentum: float = 0.1) -> tuple[BatchNorm, nn.Module]:
    ours = BatchNorm(channels, eps, momentum).double()
    theirs = nn.BatchNorm2d(channels, eps, momentum).double()
    state = {name: torch.rand_like(tensor) for name, tensor in theirs.state_dict().items()
             if tensor.is_floating_point()}  # fmt: skip
    for module in (ours, theirs):
        module.load_state_dict({**state, "num_batches_tracked": torch.tensor(3)})
    return ours, theirs


def output_and_gradients(module: nn.Module, images: Tensor, weights: Tensor) -> list[Tensor]:
    images = images.clone().requires_grad_()
    output = module(images)
    gradients = torch.autograd.grad((output * weights).sum(), [images, *module.parameters()])
    return [output, *gradients]


@settings(deadline=None, max_examples=20, derandomize=True)
@given(
    shape=st.tuples(st.integers(2, 4), st.integers(1, 3), st.integers(1, 4), st.integers(1, 4)),
    eps=st.sampled_from([1e-5, 1e-3]),
    momentum=st.sampled_from([0.1, 0.9]),
    training=st.booleans(),
)
def test_outputs_gradients_and_statistics_are_torchs(
    shape: tuple[int, int, int, int], eps: float, momentum: float, training: bool
) -> None:
    ours, theirs = pair(shape[1], eps, momentum)
    ours.train(training)
    theirs.train(training)
    for _ in range(2):
        images = 3 + 2 * torch.randn(shape, dtype=torch.float64)
        weights = torch.randn(shape, dtype=torch.float64)
        actual = output_and_gradients(ours, images, weights)
        expected = output_and_gradients(theirs, images, weights)
        for mine, torchs in zip(actual, expected, strict=True):
            torch.testing.assert_close(mine, torchs, rtol=1e-7, atol=1e-9)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for name, statistic in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], statistic, rtol=1e-9, atol=1e-12)


def test_one_value_a_channel_is_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        BatchNorm(2)(torch.ones(1, 2, 1, 1))


@pytest.mark.parametrize("name", ["vgg11_bn", "resnet18", "googlenet", "densenet121", "nin"])
def test_every_network_takes_it_on_request(name: str) -> None:
    with torch.device("meta"):
        ours = MODELS[name](norm=BatchNorm)
        theirs = MODELS[name](norm=nn.BatchNorm2d)
        assert any(isinstance(module, BatchNorm) for module in ours.modules())
        assert not any(isinstance(module, nn.BatchNorm2d) for module in ours.modules())
        assert list(ours.state_dict()) == list(theirs.state_dict())
        images = torch.randn(2, 3, 64, 64)
        ours(images)
