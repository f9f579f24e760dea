"""Parameters and multiply-adds: of each network, and of stacked small kernels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import torchvision

from work02_resnet_vgg.layers.arithmetic import convolution_parameters, receptive_field
from work02_resnet_vgg.layers.complexity import measure
from work02_resnet_vgg.models.registry import CIFAR_MODELS, IMAGENET_MODELS
from work02_resnet_vgg.models.resnet import BOTTLENECK
from work02_resnet_vgg.studies.saving import save

# Simonyan & Zisserman 2014, table 2; He et al. 2015, figure 3 (VGG-19), tables 1 and 6.
PAPER_PARAMETERS = {"vgg11": 133, "vgg13": 133, "vgg16": 138, "vgg19": 144}
PAPER_MULTIPLY_ADDS = {
    "vgg19": 19.6,
    "resnet18": 1.8,
    "resnet34": 3.6,
    "resnet50": 3.8,
    "resnet101": 7.6,
    "resnet152": 11.3,
}
PAPER_CIFAR_PARAMETERS = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}


def complexity(seeds: Sequence[int]) -> None:
    """Parameters and multiply-adds beside the published ones; nothing is random."""
    rows: list[dict[str, Any]] = []
    for name in IMAGENET_MODELS:
        make = IMAGENET_MODELS[name]
        if name == "googlenet":
            make = partial(make, auxiliary=False)  # torchvision counts it without
        ours = measure(make, 224)
        theirs = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].meta  # type: ignore[index]
        paper = ours.multiply_adds
        if name in BOTTLENECK:
            paper = measure(partial(make, stride_at="1x1"), 224).multiply_adds
        rows.append(
            {
                "network": name,
                "parameters": ours.parameters,
                "torchvision": theirs["num_params"],
                "paper, M": PAPER_PARAMETERS.get(name),
                "multiply-adds, G": round(ours.multiply_adds / 1e9, 3),
                "torchvision, G": theirs["_ops"],
                "with the paper's strides, G": round(paper / 1e9, 3),
                "paper, G": PAPER_MULTIPLY_ADDS.get(name),
            }
        )
    save("complexity", study="complexity", rows=rows)
    rows = []
    for depth, published in PAPER_CIFAR_PARAMETERS.items():
        cost = measure(CIFAR_MODELS[f"resnet{depth}"], 32)
        rows.append(
            {
                "network": f"resnet{depth}",
                "parameters": cost.parameters,
                "paper, M": published,
                "multiply-adds, M": round(cost.multiply_adds / 1e6, 1),
            }
        )
    save("complexity_cifar", study="complexity", rows=rows)


def stacks(seeds: Sequence[int]) -> None:
    """Stacked 3×3 convolutions against one large one; nothing is random."""
    channels, size = 256, 56
    rows = []
    for name, kernels in (
        ("one 5×5", [5]),
        ("two 3×3", [3, 3]),
        ("one 7×7", [7]),
        ("three 3×3", [3, 3, 3]),
    ):
        weights = sum(convolution_parameters(channels, channels, k, bias=False) for k in kernels)
        rows.append(
            {
                "layers": name,
                "receptive field": receptive_field([(kernel, 1) for kernel in kernels]),
                "ReLUs": len(kernels),
                "weights": weights,
                "multiply-adds, G": round(weights * size**2 / 1e9, 2),
            }
        )
    config = {"channels": channels, "image_size": size}
    save("stacks", study="stacks", rows=rows, config=config)
