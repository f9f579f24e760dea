"""Each network is torchvision's: the same weights give the same outputs and gradients."""

from __future__ import annotations

import math

import pytest
import torch
import torchvision
from torch import Tensor, nn

from work02_resnet_vgg.layers.batch_norm import no_norm
from work02_resnet_vgg.models.googlenet import GoogLeNet, GoogLeNetLogits
from work02_resnet_vgg.models.registry import IMAGENET_MODELS, RESNETS, VGGS

# One with each kind of layer and block; the others differ in how many they have.
QUICK = {"vgg11", "vgg13_bn", "resnet18", "resnet50", "googlenet", "densenet121"}


def torchvision_model(name: str) -> nn.Module:
    options = {"init_weights": False} if name == "googlenet" else {}
    model: nn.Module = torchvision.models.get_model(name, weights=None, **options)
    return model


def random_state(model: nn.Module) -> dict[str, Tensor]:
    """Weights that keep activations near 1 through any depth, and statistics unlike the defaults."""
    generator = torch.Generator().manual_seed(0)
    state = {}
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            state[name] = torch.zeros_like(tensor, device="cpu")
        elif name.endswith("running_var") or (tensor.dim() == 1 and name.endswith("weight")):
            state[name] = 0.5 + torch.rand(tensor.shape, generator=generator)
        elif tensor.dim() == 1:
            state[name] = 0.1 * torch.randn(tensor.shape, generator=generator)
        else:
            # A uniform distribution of this bound has the variance 2/n; it is quicker to draw.
            bound = math.sqrt(6 / tensor[0].numel())
            state[name] = torch.empty(tensor.shape).uniform_(-bound, bound, generator=generator)
    return state


def load(model: nn.Module, state: dict[str, Tensor]) -> nn.Module:
    """Give `model` the tensors of `state`: weights are shared (VGG-19's take 0.6 GB), statistics
    are copied, since training changes them."""
    buffers = {name for name, _ in model.named_buffers()}
    model.load_state_dict(
        {name: t.clone() if name in buffers else t for name, t in state.items()}, assign=True
    )
    return model


def outputs_and_gradients(model: nn.Module, images: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    torch.manual_seed(0)  # dropout
    outputs = model(images)
    outputs = list(outputs) if isinstance(outputs, tuple) else [outputs]
    weights = torch.linspace(-1, 1, outputs[0].shape[1])
    loss = sum((output * weights).mean() for output in outputs)
    grads = torch.autograd.grad(loss, list(model.parameters()))
    return [output.detach() for output in outputs], list(grads)


def assert_all_close(ours: list[Tensor], theirs: list[Tensor], what: list[str]) -> None:
    for name, mine, expected in zip(what, ours, theirs, strict=True):
        worst = (mine - expected).abs().max() / expected.abs().max().clamp(min=1e-30)
        assert worst < 1e-5, f"{name} differs by {worst:.1e} of its largest entry"


def test_the_thirteen_networks_are_here() -> None:
    assert len(VGGS) + len(RESNETS) == 13
    assert set(IMAGENET_MODELS) - set(VGGS) - set(RESNETS) == {"googlenet", "densenet121"}


@pytest.mark.parametrize("name", IMAGENET_MODELS)
def test_names_shapes_and_counts_are_torchvisions(name: str) -> None:
    with torch.device("meta"):
        ours, theirs = IMAGENET_MODELS[name](), torchvision_model(name)
    shapes = [
        {key: tuple(tensor.shape) for key, tensor in model.state_dict().items()}
        for model in (ours, theirs)
    ]
    assert shapes[0] == shapes[1]
    counts = [sum(p.numel() for p in model.parameters()) for model in (ours, theirs)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name not in QUICK))
        for name in IMAGENET_MODELS
    ],
)
def test_outputs_and_gradients_are_torchvisions(name: str) -> None:
    with torch.device("meta"):
        ours, theirs = IMAGENET_MODELS[name](), torchvision_model(name)
    state = random_state(theirs)
    images = torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    # Each mode has code of its own: statistics of the batch and dropout, or running statistics.
    modes = (True, False) if "resnet" in name else (True,)
    names = [key for key, _ in theirs.named_parameters()]
    for training in modes:
        (outputs, grads), (their_outputs, their_grads) = (
            outputs_and_gradients(load(model, state).train(training), images)
            for model in (ours, theirs)
        )
        assert len(outputs) == len(their_outputs)
        assert_all_close(outputs, their_outputs, ["the output"] * len(outputs))
        assert_all_close(grads, their_grads, names)


@pytest.mark.parametrize("name", ["vgg11_bn", "googlenet", "densenet121"])
def test_evaluation_is_torchvisions(name: str) -> None:
    with torch.device("meta"):
        ours, theirs = IMAGENET_MODELS[name](), torchvision_model(name)
    state = random_state(theirs)
    images = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        mine, expected = (load(model, state).eval()(images) for model in (ours, theirs))
    torch.testing.assert_close(mine, expected, rtol=1e-5, atol=1e-5)


def test_googlenet_without_auxiliary_classifiers_is_torchvisions() -> None:
    with torch.device("meta"):
        theirs = torchvision.models.googlenet(init_weights=False, aux_logits=False)
        ours = GoogLeNet(auxiliary=False)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    state = random_state(theirs)
    images = torch.randn(2, 3, 64, 64)
    assert not isinstance(load(ours, state).train()(images), GoogLeNetLogits)


def test_torchvisions_zero_init_residual_is_ours() -> None:
    for name in ("resnet18", "resnet50"):
        ours = RESNETS[name](zero_init_residual=True).state_dict()
        theirs = torchvision.models.get_model(name, zero_init_residual=True).state_dict()
        assert {k for k, t in ours.items() if t.count_nonzero() == 0} == {
            k for k, t in theirs.items() if t.count_nonzero() == 0
        }


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_zero_init_residual_needs_a_norm_with_a_weight(name: str) -> None:
    with pytest.raises(ValueError, match=r"zero_init_residual .*norm makes.*Identity"):
        RESNETS[name](zero_init_residual=True, norm=no_norm)
