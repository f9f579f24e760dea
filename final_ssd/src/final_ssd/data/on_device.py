"""Photos that live on the GPU, and are augmented there, a batch at a time.

Some hundred photos fit into a GPU's memory many times over. Decoded once and moved once, a batch is an
index, and one affine map for each photo (Jaderberg et al. 2015, `affine_grid` and `grid_sample`) crops,
expands, stretches and mirrors all of them at once; no process loads images, and the GPU never waits.

Tensors of one shape need padding: photos with few objects carry rows without one. The earlier hand-in
padded, too, and learned to find what is not there; here `there` goes along and says which rows count.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int, UInt8
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample
from torch.utils.data import Dataset

from final_ssd.data.augmentation import MEAN_COLOR
from final_ssd.data.samples import Target
from final_ssd.geometry.boxes import areas, clip
from final_ssd.geometry.clustering import equal_classes

LARGEST_STRETCH = 1.2  # of a window's sides against each other
SEEN = 0.3  # an object of which less is left in the window is neither learned nor background


@dataclass(frozen=True)
class Objects:
    """The objects of a batch, padded to equal number.

    Attributes:
        boxes: `x1 y1 x2 y2`.
        classes: from 0.
        there: false in rows that are padding.
        ignored: objects from which nothing is learned.
    """

    boxes: Float[Tensor, "image object 4"]
    classes: Int[Tensor, "image object"]
    there: Bool[Tensor, "image object"]
    ignored: Bool[Tensor, "image object"]

    def __getitem__(self, images: Tensor) -> Objects:
        """Take some of the images, by their numbers."""
        return Objects(
            self.boxes[images], self.classes[images], self.there[images], self.ignored[images]
        )

    def copy_(self, other: Objects) -> None:
        """Overwrite with objects of the same shape."""
        for field in dataclasses.fields(self):
            getattr(self, field.name).copy_(getattr(other, field.name))


def pad(targets: Sequence[Target], device: torch.device) -> Objects:
    """Bring targets of any number of objects to one shape, on a device."""
    width = max(1, *(len(target["classes"]) for target in targets))
    boxes = torch.zeros(len(targets), width, 4)
    classes = torch.zeros(len(targets), width, dtype=torch.long)
    there, ignored = torch.zeros(2, len(targets), width, dtype=torch.bool)
    for number, target in enumerate(targets):
        count = len(target["classes"])
        boxes[number, :count] = target["boxes"]
        classes[number, :count] = target["classes"]
        ignored[number, :count] = target["ignored"]
        there[number, :count] = True
    return Objects(boxes.to(device), classes.to(device), there.to(device), ignored.to(device))


class PhotosOnDevice:
    """Photos of one square size with their objects, all on one device.

    Args:
        images: of a data set that does not augment.
        device: where they go.
    """

    def __init__(self, images: Dataset[tuple[Tensor, Target]], device: torch.device) -> None:
        samples = [images[number] for number in range(len(images))]  # type: ignore[arg-type]
        self.pixels: UInt8[Tensor, "image 3 side side"] = torch.stack(
            [pixels for pixels, _ in samples]
        ).to(device)
        self.objects = pad([target for _, target in samples], device)
        self.side = self.pixels.shape[-1]
        self.background = torch.tensor(MEAN_COLOR, dtype=torch.float32)[:, None, None].to(device)

    def __len__(self) -> int:
        return len(self.pixels)

    def sizes(self, side: int) -> Float[Tensor, "object 2"]:
        """Return width and height of objects, as many of each class, where photos have `side` pixels."""
        there = self.objects.there & ~self.objects.ignored
        boxes = self.objects.boxes[there] * (side / self.side)
        return equal_classes(boxes[:, 2:] - boxes[:, :2], self.objects.classes[there])

    def views(
        self,
        numbers: Int[Tensor, " batch"],
        side: int,
        windows: tuple[float, float],
        generator: torch.Generator,
    ) -> tuple[Float[Tensor, "batch 3 {side} {side}"], Objects]:
        """Return random views of some photos, with the objects in them.

        Each shows a window of the photo, mirrored or not, upside down or not, in other colors. What
        lies outside of the photo has ImageNet's mean color.

        Args:
            numbers: of the photos.
            side: pixels a side of the views.
            windows: sides of a window at least and at most, as shares of the photo's.
            generator: of the photos' device.
        """
        count, device = len(numbers), self.pixels.device

        def draw(low: float, high: float, *shape: int) -> Tensor:
            drawn = torch.rand(count, *shape, generator=generator, device=device)
            return low + (high - low) * drawn

        smallest, largest = windows
        share = smallest * (largest / smallest) ** draw(0, 1)
        stretch = LARGEST_STRETCH ** draw(-0.5, 0.5)
        sides = torch.stack([share * stretch, share / stretch], dim=1)
        # A window smaller than the photo lies in it; the photo lies in a larger one.
        center = 0.5 + (draw(0, 1, 2) - 0.5) * (1 - sides)
        mirrored = draw(0, 1, 2) < 0.5
        photos = self.pixels[numbers].float() - self.background
        pixels = window(photos, center, sides, mirrored, side) + self.background
        objects = in_window(self.objects[numbers], self.side, center, sides, mirrored, side)
        pixels = other_colors(pixels, draw(-1, 1, 3), draw(0, 1, 3) < 0.5)
        return pixels.contiguous(memory_format=torch.channels_last), objects


def window(
    images: Float[Tensor, "batch 3 from from"],
    center: Float[Tensor, "batch 2"],
    sides: Float[Tensor, "batch 2"],
    mirrored: Bool[Tensor, "batch 2"],
    side: int,
) -> Float[Tensor, "batch 3 {side} {side}"]:
    """Sample a window of each image, bilinearly; outside of it there is 0.

    Args:
        images: all of one size.
        center: of the window, x and y, from 0 to 1.
        sides: its width and height, where the image's are 1.
        mirrored: left and right, top and bottom.
        side: pixels a side of the result.
    """
    scale = torch.where(mirrored, -sides, sides)
    maps = torch.cat([torch.diag_embed(scale), (2 * center - 1)[..., None]], dim=2)
    grid = affine_grid(maps, [len(images), 3, side, side], align_corners=False)
    return grid_sample(images, grid, mode="bilinear", align_corners=False)


def in_window(
    objects: Objects,
    from_side: int,
    center: Float[Tensor, "batch 2"],
    sides: Float[Tensor, "batch 2"],
    mirrored: Bool[Tensor, "batch 2"],
    side: int,
) -> Objects:
    """Return objects as they are in a window of each image (see `window`).

    A box is cut at the window's edges. Of an object that is cut to less than `SEEN` nothing is
    learned; one that lies outside is not there.
    """
    corners = objects.boxes.unflatten(-1, (2, 2)) / from_side
    places = (corners - center[:, None, None]) / sides[:, None, None] + 0.5
    places = torch.where(mirrored[:, None, None], 1 - places, places) * side
    boxes = torch.cat([places.amin(dim=2), places.amax(dim=2)], dim=-1)
    cut = clip(boxes, side, side)
    seen = areas(cut) / areas(boxes).clamp(min=1e-6)
    there = objects.there & ((cut[..., 2:] - cut[..., :2]) >= 1).all(dim=-1)
    return Objects(cut, objects.classes, there, objects.ignored | (seen < SEEN))


def other_colors(
    images: Float[Tensor, "batch 3 height width"],
    strengths: Float[Tensor, "batch 3"],
    chosen: Bool[Tensor, "batch 3"],
) -> Float[Tensor, "batch 3 height width"]:
    """Change brightness by up to an eighth, contrast and saturation by up to a half (SSD, section 2.2).

    Args:
        images: of 0–255.
        strengths: from −1 to 1, of brightness, contrast and saturation.
        chosen: which of the three change.
    """
    brightness, contrast, saturation = (
        (1 + most * strengths[:, number] * chosen[:, number])[:, None, None, None]
        for number, most in enumerate((0.125, 0.5, 0.5))
    )
    images = images * brightness
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    images = mean + contrast * (images - mean)
    gray = images.mean(dim=1, keepdim=True)
    return (gray + saturation * (images - gray)).clamp(0, 255)
