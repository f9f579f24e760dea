"""The classifiers that train.py knows, and the sizes that they refuse."""

from __future__ import annotations

import pytest
import torch

from work03_cifar10.models.by_name import MODELS, ModelError, build, check_size


@pytest.mark.parametrize("name", MODELS)
def test_logits_have_a_column_a_class(name: str) -> None:
    model = build(name, (3, 32, 32), 7, (4, 4, 4))
    assert model(torch.randn(2, 3, 32, 32)).shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "shape"), [("lenet", (3, 64, 64)), ("fast", (1, 17, 17)), ("alexnet", (1, 8, 32))]
)
def test_a_model_refuses_images_that_it_is_not_for(name: str, shape: tuple[int, int, int]) -> None:
    with pytest.raises(ModelError, match=f"{shape[2]}×{shape[1]}"):
        check_size(name, shape)
