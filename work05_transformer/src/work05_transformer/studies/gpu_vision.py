"""Study B on a GPU: a Vision Transformer, one with a stem of convolutions, and a residual network.

CIFAR-10 from scratch, with the field's recipe. All have about as many multiply-adds an image and read
as many images, so that the compute is equal. Learning rates are those that `vision` has for each kind.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

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

SIZES = ViTConfig(
    image_size=32, patch_size=4, d_model=192, num_layers=6, num_heads=3, d_ff=768, num_classes=10
)
TINY_SIZES = replace(SIZES, d_model=16, num_layers=2, num_heads=2, d_ff=32)
VIT, STEM, RESNET = "ViT", "ViT with a stem of convolutions", "ResNet"
BUILD: dict[str, Callable[[], nn.Module]] = {
    VIT: partial(VisionTransformer, SIZES),
    STEM: partial(ConvStemTransformer, SIZES),
    RESNET: partial(SmallResNet, 32, 3),
}
BUILD_TINY: dict[str, Callable[[], nn.Module]] = {
    VIT: partial(VisionTransformer, TINY_SIZES),
    STEM: partial(ConvStemTransformer, TINY_SIZES),
    RESNET: partial(SmallResNet, 8, 1),
}
LEARNING_RATES = {VIT: 1e-3, STEM: 1e-3, RESNET: 3e-3}
EPOCHS = {5_000: 120, 50_000: 30}  # by the number of images


def made_up_images(count: int) -> Images:
    """Return images of ten colors, the classes."""
    labels = torch.arange(count) % 10
    generator = torch.Generator().manual_seed(0)
    noise = torch.randint(100, (count, 3, 32, 32), generator=generator)
    colors = torch.randint(156, (10, 3, 1, 1), generator=generator)
    return (colors[labels] + noise).to(torch.uint8), labels


@functools.lru_cache(maxsize=1)  # a recording holds some gigabytes
def images_on_device(config: OnDeviceImages, sample: bool) -> ImagesOnDevice:
    """Move images and network to the device, and record the step; all seeds share it."""
    device = fastest_device()
    if sample:
        both = made_up_images(config.images), made_up_images(20)
        return ImagesOnDevice(config, BUILD_TINY[config.network], *both, device)
    both = load_images("train"), load_images("test")
    return ImagesOnDevice(config, BUILD[config.network], *both, device)


def classifier(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a network and count what it gets right of the test images.

    Args:
        config: `training` (OnDeviceImages) and `sample`, whether the images are made up.
        seed: of the training.
    """
    with fastest_algorithms():
        learner = images_on_device(config["training"], config["sample"])
        metrics = learner.fit(seed)
    return metrics | {"multiply_adds": multiply_adds(learner.build())}


@study(seeds=(0,))
def gpu_vision(s: Study) -> None:
    """Compare ViT, ViT with a stem of convolutions and ResNet on a GPU, equal compute."""
    for images, epochs in EPOCHS.items():
        for network, rate in LEARNING_RATES.items():
            training = OnDeviceImages(network, images, epochs, learning_rate=rate)
            if s.rehearsal:
                training = replace(training, images=images // 100, epochs=2, batch_size=25)
            config = {"training": training, "sample": s.rehearsal}
            for seed in s.seeds:
                labels: Labels = {"network": network, "training images": images}
                s.measure(labels, classifier, config, seed)
