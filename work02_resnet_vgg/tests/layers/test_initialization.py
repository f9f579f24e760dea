"""Initial weights."""

from __future__ import annotations

import pytest
import torch

from work02_resnet_vgg.layers.initialization import initialize


@pytest.mark.parametrize(
    ("scheme", "std"),
    [("he", (2 / 576) ** 0.5), ("xavier", (2 / 1152) ** 0.5), ("small", 0.01)],
)
def test_initial_weights_have_the_standard_deviation_of_their_scheme(
    scheme: str, std: float
) -> None:
    torch.manual_seed(0)
    convolution = torch.nn.Conv2d(64, 64, 3)
    initialize(convolution, scheme)  # type: ignore[arg-type]
    assert convolution.weight.std().item() == pytest.approx(std, rel=0.02)
