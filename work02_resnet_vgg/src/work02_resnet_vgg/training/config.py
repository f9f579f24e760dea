"""The settings of both trainings: the twins of the degradation experiment, and the small VGG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from shared.training import RunConfig
from work02_resnet_vgg.layers.initialization import Scheme


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of plain and residual networks that train side by side.

    The defaults take five minutes on two cores: images of 16×16 and few epochs. The paper's own
    schedule is `--image-size 32 --epochs 182 --depths 20 32 44 56`, for a GPU.
    """

    data: Literal["cifar10", "sample"] = "cifar10"
    """cifar10 is fetched, sample are scikit-learn's digits."""
    image_size: Literal[8, 16, 32] = 16
    """Pixels a side; less than 32 averages patches."""
    depths: tuple[int, ...] = (20, 56)
    """Layers, 6n + 2 each; every depth has a plain and a residual network."""
    width: int = 16
    """Channels of the first stage."""
    batch_norm: bool = True
    """After each convolution."""
    initialization: Scheme = "he"
    """Of the convolutions."""
    residual_scale: float = 1.0
    """Factor of each residual branch before the addition."""
    epochs: int = 3
    """Passes over the training images; 182 are the paper's 64,000 steps."""
    batch_size: int = 128
    """Images in a step, as in the paper."""
    learning_rate: float = 0.1
    """Divided by 10 after one half and again after three quarters of the steps."""
    momentum: float = 0.9
    """Of SGD."""
    weight_decay: float = 1e-4
    """Added to the gradient."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of one epoch of small networks on the digits."""
        return cls(smoke=True, data="sample", image_size=8, depths=(8, 14), width=8, epochs=1)


@dataclass(frozen=True)
class SmallVggConfig(RunConfig):
    """Settings of the small VGG's training; minutes on two cores."""

    data: Literal["cifar10", "sample"] = "cifar10"
    """cifar10 is fetched, sample are scikit-learn's digits."""
    width: int = 32
    """Channels of the first stage."""
    epochs: int = 5
    """Passes over the training images."""
    batch_size: int = 128
    """Images in a step."""
    learning_rate: float = 0.2
    """The highest; it rises for a fifth of the steps and then falls to zero."""
    weight_decay: float = 5e-4
    """Added to the gradient."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of one epoch of a narrow network on the digits."""
        return cls(smoke=True, data="sample", width=4, epochs=1)
