"""Study B, longer: a Vision Transformer, one with a stem of convolutions, and a residual network.

CIFAR-10 from scratch, with the field's recipe: large ones on a GPU, small ones on one core. All three have
about as many multiply-adds an image and read as many images, so that the compute is about equal. Learning
rates are those that `vision` has for each kind.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import torch
from torch import nn

from shared.reporting.results import Labels
from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from shared.training.machine.recording import fastest_algorithms
from work05_transformer.models.conv_stem import ConvStemTransformer
from work05_transformer.models.small_resnet import SmallResNet
from work05_transformer.models.vit import VisionTransformer, ViTConfig
from work05_transformer.studies.vision import multiply_adds
from work05_transformer.training.images import Images, load_images
from work05_transformer.training.images_on_device import ImagesOnDevice, OnDeviceImages

Size = Literal["large", "small", "tiny"]  # for a GPU, for a core, for a rehearsal

LARGE = ViTConfig(
    image_size=32, patch_size=4, d_model=192, num_layers=6, num_heads=3, d_ff=768, num_classes=10
)
SMALL = replace(LARGE, d_model=64, num_layers=4, num_heads=4, d_ff=128)  # as `vision` has it
TINY = replace(LARGE, d_model=16, num_layers=2, num_heads=2, d_ff=32)
VIT, STEM, RESNET = "ViT", "ViT with a stem of convolutions", "ResNet"


def three_networks(sizes: ViTConfig, width: int, blocks: int) -> dict[str, Callable[[], nn.Module]]:
    """Return what builds each: two Transformers of these sizes, and a residual network."""
    return {
        VIT: partial(VisionTransformer, sizes),
        STEM: partial(ConvStemTransformer, sizes),
        RESNET: partial(SmallResNet, width, blocks),
    }


BUILD: dict[Size, dict[str, Callable[[], nn.Module]]] = {
    "large": three_networks(LARGE, 32, 3),
    "small": three_networks(SMALL, 8, 3),
    "tiny": three_networks(TINY, 8, 1),
}
LEARNING_RATES = {VIT: 1e-3, STEM: 1e-3, RESNET: 3e-3}
EPOCHS = {5_000: 120, 50_000: 30}  # by the number of images
EPOCHS_ON_A_CORE = {5_000: 50, 50_000: 5}


def made_up_images(count: int) -> Images:
    """Return images of ten colors, the classes."""
    labels = torch.arange(count) % 10
    generator = torch.Generator().manual_seed(0)
    noise = torch.randint(100, (count, 3, 32, 32), generator=generator)
    colors = torch.randint(156, (10, 3, 1, 1), generator=generator)
    return (colors[labels] + noise).to(torch.uint8), labels


@functools.lru_cache(maxsize=1)  # a recording holds some gigabytes
def images_on_device(config: OnDeviceImages, size: Size) -> ImagesOnDevice:
    """Move images and network to the device, and record the step; all seeds share it."""
    if size == "tiny":
        both = made_up_images(config.images), made_up_images(20)
    else:
        both = load_images("train"), load_images("test")
    return ImagesOnDevice(config, BUILD[size][config.network], *both, fastest_device())


def classifier(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a network and count what it gets right of the test images.

    Args:
        config: `training` (OnDeviceImages) and the networks' `size`; a tiny one has made-up images.
        seed: of the training.
    """
    with fastest_algorithms():
        learner = images_on_device(config["training"], config["size"])
        started = time.process_time()
        metrics = learner.fit(seed)
        core_seconds = time.process_time() - started
    return metrics | {
        "core_seconds": core_seconds,
        "multiply_adds": multiply_adds(learner.build()),
    }


@study(seeds=(0, 1, 2))
def vision_longer(s: Study) -> None:
    """Compare small ones on a CPU: 250,000 images read, of 5,000 or 50,000: hours on one core."""
    for seed in s.seeds:
        for images, epochs in EPOCHS_ON_A_CORE.items():
            for network, rate in LEARNING_RATES.items():
                training = OnDeviceImages(network, images, epochs, 100, learning_rate=rate)
                labels: Labels = {"network": network, "training images": images}
                s.measure(labels, classifier, {"training": training, "size": "small"}, seed)


@study(seeds=(0,))
def gpu_vision(s: Study) -> None:
    """Compare ViT, ViT with a stem of convolutions and ResNet on a GPU, equal compute."""
    for images, epochs in EPOCHS.items():
        for network, rate in LEARNING_RATES.items():
            training = OnDeviceImages(network, images, epochs, learning_rate=rate)
            if s.rehearsal:
                training = replace(training, images=images // 100, epochs=2, batch_size=25)
            config = {"training": training, "size": "tiny" if s.rehearsal else "large"}
            for seed in s.seeds:
                labels: Labels = {"network": network, "training images": images}
                s.measure(labels, classifier, config, seed)
