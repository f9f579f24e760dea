"""Augmentation of images with boxes, by torchvision's transforms v2.

Boxes are tv_tensors: whatever moves pixels moves them, too. Boxes that a random change moves out of
the image, or leaves less than a pixel of, go, and their classes with them.
"""

from __future__ import annotations

from typing import Any, Literal

import torch
from jaxtyping import UInt8
from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.data.samples import Target, make_target
from shared.training.batches import EpochDataset

Kind = Literal["none", "light", "full"]
MEAN_COLOR = (124, 116, 104)  # ImageNet's


class Augmentation:
    """Random changes of one image and its boxes, then the network's input size.

    Args:
        kind: none; light: mirror image and color; full (SSD, section 2.2): also a crop that keeps
            a given IoU with some object, and an expansion on plain color for smaller objects.
        size: pixels a side of the result.
        upside_down: vertical mirror images, too, where up and down mean nothing.
    """

    def __init__(self, kind: Kind, size: int, *, upside_down: bool = False) -> None:
        from torchvision import tv_tensors  # two seconds, which --help does not need
        from torchvision.transforms import v2

        steps: list[Any] = []
        if kind == "full":
            fill = {tv_tensors.Image: MEAN_COLOR, "others": 0}
            steps += [
                v2.RandomZoomOut(fill=fill, side_range=(1.0, 2.0), p=0.3),
                v2.RandomIoUCrop(min_scale=0.5),
            ]
        if kind != "none":
            steps += [v2.RandomPhotometricDistort(p=0.5), v2.RandomHorizontalFlip()]
            if upside_down:
                steps.append(v2.RandomVerticalFlip())
        steps += [v2.Resize((size, size), antialias=True), v2.ClampBoundingBoxes()]
        if kind != "none":  # held-out images keep every box, whatever is left of it
            steps.append(v2.SanitizeBoundingBoxes(min_size=1, labels_getter=_labels))
        self.steps = v2.Compose(steps)

    def __call__(
        self, image: UInt8[Tensor, "3 height width"], target: Target
    ) -> tuple[UInt8[Tensor, "3 size size"], Target]:
        """Change one image; random numbers come from torch's global generator."""
        from torchvision import tv_tensors

        size = (image.shape[-2], image.shape[-1])
        boxes = tv_tensors.BoundingBoxes(target["boxes"], format="XYXY", canvas_size=size)
        sample = {
            "image": tv_tensors.Image(image),
            "boxes": boxes,
            "classes": target["classes"],
            "ignored": target["ignored"],
        }
        changed = self.steps(sample)
        moved = make_target(
            changed["boxes"].as_subclass(Tensor), changed["classes"], changed["ignored"]
        )
        return changed["image"].as_subclass(Tensor), moved


def _labels(sample: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    return sample["classes"], sample["ignored"]


class Mosaic(EpochDataset):
    """Half of the time four images in one, each at half its size (Bochkovskiy et al. 2020).

    More objects in an image, and smaller ones. The other three are drawn from torch's global generator.
    """

    def __init__(self, images: Dataset[tuple[Tensor, Target]]) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)  # type: ignore[arg-type]

    def start(self, epoch: int) -> None:
        """Pass the epoch on to images that change with it."""
        if isinstance(self.images, EpochDataset):
            self.images.start(epoch)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        """Image `index`, or a mosaic of it and three others."""
        if torch.rand(()) < 0.5:
            return self.images[index]
        others = torch.randint(len(self), (3,)).tolist()
        return mosaic([self.images[number] for number in (index, *others)])


def mosaic(samples: list[tuple[Tensor, Target]]) -> tuple[Tensor, Target]:
    """Join four square images of one size in one of that size: top left, top right, bottom left, right."""
    from torchvision.transforms.v2.functional import resize

    side = samples[0][0].shape[-1]
    half = side // 2
    canvas = torch.empty_like(samples[0][0])
    targets = []
    for number, (image, target) in enumerate(samples):
        y, x = divmod(number, 2)
        lower, wider = side - half if y else half, side - half if x else half
        small = resize(image, [lower, wider], antialias=True)
        canvas[:, y * half : y * half + lower, x * half : x * half + wider] = small
        scale = torch.tensor([wider, lower, wider, lower]) / side
        corner = torch.tensor([x * half, y * half, x * half, y * half])
        targets.append({**target, "boxes": target["boxes"] * scale + corner})
    joined = {name: torch.cat([target[name] for target in targets]) for name in targets[0]}
    return canvas, joined
