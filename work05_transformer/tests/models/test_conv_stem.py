"""A stem of convolutions has as many places as there are patches, and says what it cannot do."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from work05_transformer.errors import ModelError
from work05_transformer.models.conv_stem import ConvStemTransformer
from work05_transformer.models.vit import VisionTransformer, ViTConfig

TINY = ViTConfig(32, 4, d_model=16, num_layers=3, num_heads=2, d_ff=32, num_classes=5)


@pytest.mark.parametrize("patch_size", [2, 4, 8])
def test_it_has_a_place_for_each_patch_and_one_block_less(patch_size: int) -> None:
    config = replace(TINY, patch_size=patch_size)
    network, plain = ConvStemTransformer(config), VisionTransformer(config)
    images = torch.randn(2, 3, 32, 32)
    assert network.embed(images).shape == plain.embed(images).shape
    assert len(network.blocks) == len(plain.blocks) - 1
    assert network(images).shape == (2, 5)


def test_a_place_sees_its_neighbors() -> None:
    torch.manual_seed(0)
    network = ConvStemTransformer(TINY).eval()
    images = torch.randn(8, 3, 32, 32, requires_grad=True)
    network.embed(images)[:, 1 + 9].sum().backward()  # the patch of rows and columns 4 to 7
    assert images.grad is not None
    rows, columns = (images.grad.abs().sum(dim=(0, 1)) > 0).nonzero().unbind(1)
    for places in (rows, columns):
        assert (places.min(), places.max()) == (1, 7)


@pytest.mark.parametrize("fields", [{"patch_size": 1}, {"patch_size": 6}, {"num_layers": 1}])
def test_what_has_no_stem_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ModelError, match="power of 2"):
        ConvStemTransformer(replace(TINY, **fields))
