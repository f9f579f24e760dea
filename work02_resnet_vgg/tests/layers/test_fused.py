"""A folded network computes what the network computes."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.layers.fused import fold_batch_norm, for_inference
from work02_resnet_vgg.models.registry import CIFAR_MODELS, MODELS


def with_statistics(model: nn.Module) -> nn.Module:
    """Batch norms whose statistics are unlike the defaults."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d | BatchNorm):
            module.running_mean.normal_(std=0.1)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
    return model.eval()


@pytest.mark.parametrize(
    "name", ["vgg11_bn", "resnet18", "resnet50", "googlenet", "densenet121", "resnet20", "nin"]
)
def test_folding_changes_no_output(name: str) -> None:
    torch.manual_seed(0)
    make = MODELS[name]
    model = with_statistics(make(norm=BatchNorm) if name == "resnet20" else make()).double()
    fast = fold_batch_norm(model)
    images = torch.randn(2, 3, 64, 64, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(fast(images), model(images), rtol=1e-9, atol=1e-9)

    def norms(network: nn.Module) -> int:
        return sum(isinstance(m, nn.BatchNorm2d | BatchNorm) for m in network.modules())

    # DenseNet: each layer's first norm, one in each of three transitions, the last one.
    assert norms(fast) == (58 + 3 + 1 if name == "densenet121" else 0)


def test_folding_leaves_the_network_itself_alone() -> None:
    model = with_statistics(CIFAR_MODELS["resnet20"]())
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    fold_batch_norm(model)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


def test_the_fast_copy_gives_the_same_classes() -> None:
    torch.manual_seed(0)
    model = with_statistics(CIFAR_MODELS["resnet20"]())
    fast = for_inference(model)
    images = torch.randn(8, 3, 32, 32)
    with torch.no_grad():
        exact = model(images)
        rounded = fast(images.to(next(fast.parameters()).dtype)).float()
    # bf16 keeps 8 bits: 20 layers round to a few percent of the largest logit.
    assert (rounded - exact).abs().max() < 0.1 * exact.abs().max()
