"""The settings that every generative model has, and what each of them can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Protocol, Self

from jaxtyping import Float
from torch import Tensor

from shared.training import RunConfig
from shared.training.machine.precision import Precision
from shared.training.settings.ranges import Above, AtLeast, Between, SettingsError
from work03_cifar10.data.splits import check_held_out

Images = Float[Tensor, "batch channel height width"]
Shape = tuple[int, int, int]


@dataclass(frozen=True)
class GenerativeConfig(RunConfig):
    """Settings of a run that learns to make images."""

    data: str = "fashion-mnist"
    """fashion-mnist, mnist, cifar10, sample; or a folder with a folder a class, or a CSV."""
    image_size: Annotated[int, Between(20, 128)] = 32
    """Pixels a side that pictures of one's own are scaled to."""
    held_out: Annotated[float, Above(0)] = 5000
    """Training images to compare with: a share below 1, or how many."""
    images: Annotated[int, AtLeast(0)] = 20_000
    """Training images at most; 0: all there are."""
    epochs: Annotated[int, AtLeast(1)] = 10
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(2)] = 128
    """Images in a step; where there are fewer, all of them."""
    learning_rate: Annotated[float, Above(0)] = 2e-3
    """Of Adam."""
    samples: Annotated[int, AtLeast(0)] = 1000
    """Images to make at the end for the Fréchet distance to as many held-out ones; 0: none."""
    precision: Precision = "fp32"
    """bf16 halves the digits; auto takes it where a short measurement shows it to be faster."""

    model: ClassVar[str] = ""
    """The name by which generative.py knows it."""

    def __post_init__(self) -> None:
        """Check every field.

        Raises:
            SettingsError: a setting is out of its range.
        """
        super().__post_init__()
        check_held_out(self.held_out)
        for option, count in (("--images", self.images), ("--samples", self.samples)):
            if count == 1:
                raise SettingsError(f"{option} 1 is out of range: 0, or at least 2")

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings for two epochs on few of scikit-learn's digits."""
        return cls(
            smoke=True,
            precision="fp32",
            data="sample",
            held_out=200,
            images=300,
            epochs=2,
            batch_size=100,
            samples=50,
        )


class GenerativeModel(Protocol):
    """What turns random numbers into images.

    Attributes:
        latent_shape: of the standard normal numbers behind one image.
    """

    latent_shape: tuple[int, ...]

    def generate(self, latents: Float[Tensor, "batch ..."]) -> Images:
        """Return images between 0 and 1."""


Watch = Callable[[GenerativeModel], None]
"""Called after each epoch, with the model in evaluation mode."""


def unwatched(model: GenerativeModel) -> None:
    """Do nothing after an epoch."""
