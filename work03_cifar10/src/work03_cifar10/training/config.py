"""The settings of a classifier, and each model's own, which were chosen on validation images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, Self

from shared.training import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below, Between, SettingsError
from work03_cifar10.data.augmentation import Augmentation, Flip
from work03_cifar10.data.splits import check_held_out

Optimizer = Literal["sgd", "adamw"]
SMALLEST_ALPHA = 1e-3  # of mixup: with less a Beta distribution cannot be drawn from


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of one classifier; the defaults are those of the fast net at half width."""

    data: str = "cifar10"
    """cifar10, mnist, fashion-mnist, sample; or a folder with a folder a class, or a CSV."""
    image_size: Annotated[int, Between(8, 512)] = 32
    """Pixels a side that pictures of one's own are scaled to."""
    balance: bool = False
    """Weigh each image by how rare its class is."""
    model: Literal["fast", "linear", "mlp", "lenet", "alexnet"] = "fast"
    """Each has settings of its own, which other options override; fast is a small residual network."""
    widths: tuple[Annotated[int, AtLeast(1)], ...] = (32, 128, 128)
    """Features of the fast net's stages; 64 256 256 is its full width."""
    held_out: Annotated[float, AtLeast(0)] = 0.1
    """Training images to validate with: a share below 1, or how many; 0: all are trained with."""
    epochs: Annotated[int, AtLeast(1)] = 7
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(1)] = 512
    """Images in a step; where there are fewer, all of them."""
    optimizer: Optimizer = "sgd"
    """sgd has Nesterov's momentum."""
    learning_rate: Annotated[float, Above(0)] = 0.75
    """The highest; it rises linearly, then falls linearly."""
    weight_decay: Annotated[float, AtLeast(0)] = 1.33e-3
    """Added to SGD's gradient; AdamW takes it off the weights directly."""
    label_smoothing: Annotated[float, AtLeast(0), Below(1)] = 0.2
    """This share of the target is spread over all classes."""
    flip: Flip = "alternating"
    """Flip images left to right. Digits never are: a flipped digit is another sign."""
    translate: Annotated[int, AtLeast(0)] = 2
    """Move images by up to so many pixels."""
    cutout: Annotated[int, AtLeast(0)] = 0
    """Side of a square that is blackened."""
    color: Annotated[float, Between(0, 1)] = 0.0
    """Brightness, contrast, saturation by 1 ± color."""
    crop: Annotated[float, Between(0.01, 1)] = 1.0
    """Cut out a box of at least this share of the area, and enlarge it; 1: none."""
    rotate: Annotated[float, Between(0, 180)] = 0.0
    """Turn images by up to so many degrees."""
    scale: Annotated[float, Between(0, 0.9)] = 0.0
    """Enlarge images by 1 ± scale."""
    hue: Annotated[float, Between(0, 0.5)] = 0.0
    """Turn the color circle by up to this share."""
    rand_augment: Annotated[int, AtLeast(0)] = 0
    """Operations that RandAugment draws for each image."""
    magnitude: Annotated[float, Between(0, 30)] = 9.0
    """Of these operations."""
    mixup: Annotated[float, AtLeast(0)] = 0.0
    """alpha of mixup; 0 blends nothing."""
    lookahead: bool = True
    """Slow weights that follow the fast ones."""
    tta: bool = True
    """Test-time augmentation at the end: average over translated and flipped images."""

    chosen_by: ClassVar[str] = "model"

    def __post_init__(self) -> None:
        """Check every field, and the widths beside the model.

        Raises:
            SettingsError: a setting is out of its range, or does not go with another.
        """
        super().__post_init__()
        check_held_out(self.held_out)
        if 0 < self.mixup < SMALLEST_ALPHA:
            raise SettingsError(
                f"--mixup {self.mixup:g} is out of range: 0, or at least {SMALLEST_ALPHA:g}"
            )
        if self.model == "fast" and len(self.widths) != 3:
            raise SettingsError(
                f"--widths {' '.join(map(str, self.widths))} are {len(self.widths)} numbers: the "
                "fast net has three stages, such as --widths 32 128 128"
            )
        if self.model != "fast" and self.widths:
            raise SettingsError(f"--widths is for --model fast: leave it out for {self.model}")

    @property
    def augmentation(self) -> Augmentation:
        """What is done to training images."""
        return Augmentation(
            self.flip, self.translate, self.cutout, self.color, self.crop, self.rotate, self.scale,
            self.hue, self.rand_augment, self.magnitude,
        )  # fmt: skip

    @classmethod
    def configurations(cls) -> dict[str, Self]:
        """Return each model's settings."""
        lenet = cls(
            model="lenet", widths=(), epochs=30, batch_size=128, optimizer="adamw",
            learning_rate=3e-3, weight_decay=0.02, label_smoothing=0.0, lookahead=False,
        )  # fmt: skip
        linear = replace(
            lenet, model="linear", epochs=10, learning_rate=3e-4, weight_decay=0.05, flip="none",
            translate=0, tta=False,
        )  # fmt: skip
        return {
            "fast": cls(),
            "linear": linear,
            "mlp": replace(linear, model="mlp", learning_rate=1e-3),
            "lenet": lenet,
            "alexnet": replace(
                lenet, model="alexnet", epochs=12, learning_rate=1e-3, weight_decay=0.05,
                label_smoothing=0.1,
            ),
        }  # fmt: skip

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings for two epochs of a narrow net on scikit-learn's digits."""
        return cls(
            smoke=True, precision="fp32", data="sample", widths=(8, 16, 16), epochs=2, batch_size=100,
            flip="none",
        )  # fmt: skip


def capped_batch(wanted: int, images: int) -> tuple[int, list[str]]:
    """Return a batch size that is no larger than the data, and a line that says so where it is cut."""
    if wanted <= images:
        return wanted, []
    return images, [f"--batch-size {wanted} is more than there are: all {images} in each step"]
