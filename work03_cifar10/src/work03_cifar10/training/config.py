"""The settings of a classifier, and each model's own, which were chosen on validation images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self

from shared.training import RunConfig
from work03_cifar10.data.augmentation import Augmentation, Flip

Optimizer = Literal["sgd", "adamw"]


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of one classifier; the defaults are those of the fast net at half width."""

    data: str = "cifar10"
    """cifar10, mnist, fashion-mnist, sample; or a folder with a folder a class, or a CSV."""
    image_size: int = 32
    """Pixels a side that pictures of one's own are scaled to."""
    balance: bool = False
    """Weigh each image by how rare its class is."""
    model: Literal["fast", "linear", "mlp", "lenet", "alexnet"] = "fast"
    """Each has settings of its own, which other options override; fast is a small residual network."""
    widths: tuple[int, ...] = (32, 128, 128)
    """Features of the fast net's stages; 64 256 256 is its full width."""
    held_out: float = 0.1
    """Training images to validate with: a share below 1, or how many; 0: none."""
    epochs: int = 7
    """Passes over the training images."""
    batch_size: int = 512
    """Images in a step."""
    optimizer: Optimizer = "sgd"
    """sgd has Nesterov's momentum."""
    learning_rate: float = 0.75
    """The highest; it rises linearly, then falls linearly."""
    weight_decay: float = 1.33e-3
    """Added to SGD's gradient; AdamW takes it off the weights directly."""
    label_smoothing: float = 0.2
    """This share of the target is spread over all classes."""
    flip: Flip = "alternating"
    """Flip images left to right. Digits never are: a flipped digit is another sign."""
    translate: int = 2
    """Move images by up to so many pixels."""
    cutout: int = 0
    """Side of a square that is blackened."""
    color: float = 0.0
    """Brightness, contrast, saturation by 1 ± color."""
    mixup: float = 0.0
    """alpha of mixup; 0 blends nothing."""
    lookahead: bool = True
    """Slow weights that follow the fast ones."""
    tta: bool = True
    """Test-time augmentation at the end: average over translated and flipped images."""

    chosen_by: ClassVar[str] = "model"

    @property
    def augmentation(self) -> Augmentation:
        """What is done to training images."""
        return Augmentation(self.flip, self.translate, self.cutout, self.color)

    @classmethod
    def configurations(cls) -> dict[str, Self]:
        """Return each model's settings."""
        plain = cls(
            widths=(), batch_size=128, optimizer="adamw", weight_decay=0.05, label_smoothing=0.0,
            lookahead=False, tta=False,
        )  # fmt: skip
        pixels = replace(plain, epochs=10, flip="none", translate=0)
        return {
            "fast": cls(),
            "linear": replace(pixels, model="linear", learning_rate=3e-4),
            "mlp": replace(pixels, model="mlp", learning_rate=1e-3),
            "lenet": replace(
                plain, model="lenet", epochs=30, learning_rate=3e-3, weight_decay=0.02, tta=True
            ),
            "alexnet": replace(
                plain, model="alexnet", epochs=12, learning_rate=1e-3, label_smoothing=0.1, tta=True
            ),
        }

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings for two epochs of a narrow net on scikit-learn's digits."""
        return cls(
            smoke=True, data="sample", widths=(8, 16, 16), epochs=2, batch_size=100,
            flip="none",
        )  # fmt: skip
