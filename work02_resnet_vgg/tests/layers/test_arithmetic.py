"""Sizes, receptive fields and parameters are those of real convolutions."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from work02_resnet_vgg.layers.arithmetic import convolution_parameters, output_size, receptive_field


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3))
def test_output_size_is_torchs(size: int, kernel: int, stride: int, padding: int) -> None:
    with torch.device("meta"):
        image, convolution = torch.empty(1, 1, size, size), nn.Conv2d(1, 1, kernel, stride, padding)
    if kernel > size + 2 * padding:
        with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
            output_size(size, kernel, stride, padding)
    else:
        assert convolution(image).shape[-1] == output_size(size, kernel, stride, padding)


@settings(deadline=None, max_examples=20, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 2)), min_size=1, max_size=4))
def test_a_receptive_field_is_what_a_gradient_reaches(layers: list[tuple[int, int]]) -> None:
    network = nn.Sequential(*(nn.Conv1d(1, 1, k, s, bias=False) for k, s in layers)).double()
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    signal = torch.zeros(1, 1, 200, dtype=torch.float64, requires_grad=True)
    network(signal)[0, 0, 0].backward()
    # With strides beyond the kernel, pixels between are skipped: count from first to last.
    reached = signal.grad[0, 0].nonzero().flatten()
    assert receptive_field(layers) == reached[-1] - reached[0] + 1


def test_three_3x3_convolutions_see_7x7_with_fewer_weights() -> None:
    """VGG, section 2.3: 27 C² against 49 C²."""
    assert receptive_field([(3, 1)] * 3) == receptive_field([(7, 1)]) == 7
    small = 3 * convolution_parameters(64, 64, 3, bias=False)
    assert small / convolution_parameters(64, 64, 7, bias=False) == pytest.approx(27 / 49)


@pytest.mark.parametrize("bias", [True, False])
def test_parameters_are_torchs(bias: bool) -> None:
    convolution = nn.Conv2d(5, 7, 3, bias=bias)
    count = sum(parameter.numel() for parameter in convolution.parameters())
    assert convolution_parameters(5, 7, 3, bias=bias) == count
