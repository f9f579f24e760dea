"""The settings of both trainings: the twins of the degradation experiment, and the small VGG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

from shared.training.settings.config import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below, SettingsError
from work02_resnet_vgg.layers.initialization import Scheme
from work02_resnet_vgg.models.cifar_resnet import DepthError, blocks_per_stage

DataName = Literal["cifar10", "fashion-mnist", "sample"]


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of plain and residual networks that train side by side; `train` says what they cost."""

    data: DataName = "cifar10"
    """cifar10 and fashion-mnist are fetched, sample are scikit-learn's digits."""
    image_size: Literal[8, 16, 32] = 8
    """Pixels a side; less than 32 averages patches. Twice as many take about three times as long."""
    depths: tuple[int, ...] = (20, 56)
    """Layers, 6n + 2 each; every depth has a plain and a residual network."""
    width: Annotated[int, AtLeast(1)] = 16
    """Channels of the first stage."""
    batch_norm: bool = True
    """After each convolution."""
    initialization: Scheme = "he"
    """Of the convolutions."""
    residual_scale: Annotated[float, Above(0)] = 1.0
    """Factor of each residual branch before the addition."""
    epochs: Annotated[int, AtLeast(1)] = 2
    """Passes over the training images; 182 are the paper's 64,000 steps."""
    batch_size: Annotated[int, AtLeast(1)] = 128
    """Images in a step, as in the paper."""
    learning_rate: Annotated[float, Above(0)] = 0.1
    """Divided by 10 after one half and again after three quarters of the steps."""
    momentum: Annotated[float, AtLeast(0), Below(1)] = 0.9
    """Of SGD."""
    weight_decay: Annotated[float, AtLeast(0)] = 1e-4
    """Added to the gradient."""

    def __post_init__(self) -> None:
        """Check each setting, and that every depth is one that a network can have, once.

        Raises:
            SettingsError: names the setting and what it may be.
        """
        super().__post_init__()
        given = "--depths " + " ".join(map(str, self.depths))
        if not self.depths:
            raise SettingsError("--depths names no network: give at least one, such as 20")
        if len(set(self.depths)) < len(self.depths):
            raise SettingsError(f"{given}: each depth once")
        for depth in self.depths:
            try:
                blocks_per_stage(depth)
            except DepthError as error:
                raise SettingsError(f"{given}: {error}") from None

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of one epoch of small networks on the digits."""
        return cls(
            smoke=True,
            precision="fp32",
            data="sample",
            image_size=8,
            depths=(8, 14),
            width=8,
            epochs=1,
        )


@dataclass(frozen=True)
class SmallVggConfig(RunConfig):
    """Settings of the small VGG's training: about six minutes of one core."""

    data: DataName = "cifar10"
    """cifar10 and fashion-mnist are fetched, sample are scikit-learn's digits."""
    width: Annotated[int, AtLeast(1)] = 32
    """Channels of the first stage."""
    epochs: Annotated[int, AtLeast(1)] = 5
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(1)] = 128
    """Images in a step."""
    learning_rate: Annotated[float, Above(0)] = 0.2
    """The highest; it rises for a fifth of the steps and then falls to zero."""
    weight_decay: Annotated[float, AtLeast(0)] = 5e-4
    """Added to the gradient."""

    changeable: ClassVar[frozenset[str]] = RunConfig.changeable - {"epochs"}
    """The learning rate has fallen to zero at the end: more epochs would be another training."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings of one epoch of a narrow network on the digits."""
        return cls(smoke=True, precision="fp32", data="sample", width=4, epochs=1)
