"""Parameters and multiply-adds: of each network, and of stacked small kernels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import torchvision

from shared.studies import Study, study
from work02_resnet_vgg.layers.arithmetic import convolution_parameters, receptive_field
from work02_resnet_vgg.layers.complexity import measure
from work02_resnet_vgg.models.registry import CIFAR_DEPTHS, IMAGENET_MODELS, MODELS
from work02_resnet_vgg.models.resnet import BOTTLENECK

# Simonyan & Zisserman 2014, table 2; He et al. 2015, figure 3 (VGG-19), tables 1 and 6.
PAPER_PARAMETERS = {
    "vgg11": 133e6, "vgg13": 133e6, "vgg16": 138e6, "vgg19": 144e6,
    "resnet20": 0.27e6, "resnet32": 0.46e6, "resnet44": 0.66e6, "resnet56": 0.85e6,
    "resnet110": 1.7e6,
}  # fmt: skip
PAPER_MULTIPLY_ADDS = {
    "vgg19": 19.6e9, "resnet18": 1.8e9, "resnet34": 3.6e9, "resnet50": 3.8e9,
    "resnet101": 7.6e9, "resnet152": 11.3e9,
}  # fmt: skip
KERNELS = {"one 5×5": (5,), "two 3×3": (3, 3), "one 7×7": (7,), "three 3×3": (3, 3, 3)}


def cost(config: Mapping[str, Any]) -> dict[str, float | None]:
    """Count a network's parameters and multiply-adds, beside what its paper says.

    Args:
        config: `network`, a name in the registry, and `image_size`.
    """
    name, size = config["network"], config["image_size"]
    make = MODELS[name]
    if name == "googlenet":
        make = partial(make, auxiliary=False)  # torchvision counts it without
    counted = measure(make, size)
    with_paper_strides = counted
    if name in BOTTLENECK:
        with_paper_strides = measure(partial(make, stride_at="1x1"), size)
    return {
        "parameters": counted.parameters,
        "multiply_adds": counted.multiply_adds,
        "paper_strides/multiply_adds": with_paper_strides.multiply_adds,
        "paper/parameters": PAPER_PARAMETERS.get(name),
        "paper/multiply_adds": PAPER_MULTIPLY_ADDS.get(name),
    }


def cost_beside_torchvision(config: Mapping[str, Any]) -> dict[str, float | None]:
    """Count as `cost` does, and add what torchvision publishes for its network."""
    weights = torchvision.models.get_model_weights(config["network"])
    published = weights["IMAGENET1K_V1"].meta  # type: ignore[index]
    return {
        **cost(config),
        "torchvision/parameters": published["num_params"],
        "torchvision/multiply_adds": 1e9 * published["_ops"],
    }


def stack(config: Mapping[str, Any]) -> dict[str, int]:
    """Count what a stack of convolutions sees and costs, all with the same channels.

    Args:
        config: `kernels`, pixels a side of each; `channels`; `image_size` of the maps.
    """
    kernels, channels = config["kernels"], config["channels"]
    weights = sum(convolution_parameters(channels, channels, k, bias=False) for k in kernels)
    return {
        "receptive_field": receptive_field([(kernel, 1) for kernel in kernels]),
        "relus": len(kernels),
        "weights": weights,
        "multiply_adds": weights * config["image_size"] ** 2,
    }


@study()
def complexity(s: Study) -> None:
    """Count parameters and multiply-adds of the ImageNet networks beside the published ones."""
    for name in IMAGENET_MODELS:
        config = {"network": name, "image_size": 224}
        s.measure({"network": name}, cost_beside_torchvision, config)


@study()
def complexity_cifar(s: Study) -> None:
    """Count parameters and multiply-adds of the CIFAR networks beside the paper's."""
    for depth in CIFAR_DEPTHS:
        name = f"resnet{depth}"
        s.measure({"network": name}, cost, {"network": name, "image_size": 32})


@study()
def stacks(s: Study) -> None:
    """Compare stacked 3×3 convolutions with one large one."""
    for name, kernels in KERNELS.items():
        config = {"kernels": list(kernels), "channels": 256, "image_size": 56}
        s.measure({"layers": name}, stack, config)
