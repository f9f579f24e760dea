"""The classifiers against torchvision's, and the sizes that they refuse."""

from __future__ import annotations

import pytest
import torch
import torchvision

from work03_cifar10.fast_net import FastNet
from work03_cifar10.models.alexnet import AlexNet
from work03_cifar10.models.by_name import MODELS, ModelError, build, check_size
from work03_cifar10.trunks import load_trunk


def test_the_large_alexnet_is_torchvisions() -> None:
    with torch.device("meta"):
        ours, theirs = AlexNet(3, 1000, large=True), torchvision.models.alexnet()
    state = {name: 0.02 * torch.randn(tensor.shape) for name, tensor in theirs.state_dict().items()}
    for model in (ours, theirs):
        model.load_state_dict(state, assign=True)
        model.eval()
    images = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        torch.testing.assert_close(ours(images), theirs(images))
    assert sum(parameter.numel() for parameter in ours.parameters()) == 61_100_840


@pytest.mark.parametrize("name", MODELS)
def test_logits_have_a_column_a_class(name: str) -> None:
    model = build(name, (3, 32, 32), 7, (4, 4, 4))
    assert model(torch.randn(2, 3, 32, 32)).shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "shape"), [("lenet", (3, 64, 64)), ("fast", (3, 8, 8)), ("alexnet", (1, 8, 32))]
)
def test_a_model_refuses_images_that_it_is_not_for(name: str, shape: tuple[int, int, int]) -> None:
    with pytest.raises(ModelError, match=f"{shape[2]}×{shape[1]}"):
        check_size(name, shape)


def test_parameters_stay_below_what_the_report_claims() -> None:
    mnist, fashion = FastNet(1, 10, (16, 32, 48), 3), FastNet(1, 10, (24, 40, 64), 3)
    counts = [sum(p.numel() for p in model.parameters()) for model in (mnist, fashion)]
    assert counts[0] <= 62_000
    assert counts[1] <= 100_000


@pytest.mark.parametrize(
    ("name", "features"),
    [("mobilenet-v2", 1280), ("resnet18", 512), ("resnet50", 2048), ("vgg16", 4096)],
)
def test_trunks_give_what_came_before_the_last_layer(name: str, features: int) -> None:
    with torch.device("meta"):
        trunk = load_trunk(name, pretrained=False)  # type: ignore[arg-type]
        assert trunk.features == features
        assert trunk.model.eval()(torch.empty(2, 3, 64, 64)).shape == (2, features)
