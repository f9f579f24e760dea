"""Photos with their boxes: decoded, brought to the network's size, augmented anew each time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.data.annotations import Annotated, Findings
from final_ssd.data.augmentation import Augmentation, Kind
from final_ssd.data.samples import Target, make_target
from shared.data.images.photos import ImageError, image_mode, read_image

CACHE = 500_000_000  # bytes of decoded images that are kept in memory
ENLARGED = 1.5  # what augmentation starts from is so many times as large as what it gives


class AnnotatedImages(Dataset[tuple[Tensor, Target]]):
    """Photos of a data set, at the network's size, with their boxes.

    Args:
        entries: what to read.
        size: pixels a side.
        augment, upside_down: see Augmentation.
    """

    def __init__(
        self,
        entries: Sequence[Annotated],
        size: int,
        *,
        augment: Kind = "none",
        upside_down: bool = False,
    ) -> None:
        self.entries = entries
        self.stored = round(size * (ENLARGED if augment == "full" else 1))
        self.augmentation = Augmentation(augment, size, upside_down=upside_down)
        self.cache: dict[int, tuple[Tensor, Target]] = {}
        self.keeps = len(entries) * 3 * self.stored**2 <= CACHE

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> tuple[UInt8[Tensor, "3 size size"], Target]:
        """Image `index`, augmented anew each time; its proportions give way to the square."""
        stored = self.cache.get(index)
        if stored is None:
            stored = self.read(index)
            if self.keeps:
                self.cache[index] = stored
        image, target = self.augmentation(*stored)
        return image, target

    def read(self, index: int) -> tuple[Tensor, Target]:
        """Decode one image and scale it and its boxes to the stored size.

        Raises:
            ImageError: it cannot be decoded, although its header could be read.
        """
        entry = self.entries[index]
        picture = read_image(entry.image)
        square = np.array(picture.resize((self.stored, self.stored)))
        scale = torch.tensor([self.stored / picture.width, self.stored / picture.height]).repeat(2)
        target = make_target(
            torch.tensor(entry.boxes, dtype=torch.float32).reshape(-1, 4) * scale,
            torch.tensor(entry.classes),
            torch.tensor(entry.ignored, dtype=torch.bool),
        )
        return torch.from_numpy(square).movedim(-1, 0), target


def decodable(entries: list[Annotated], findings: Findings) -> list[Annotated]:
    """Keep those whose image can be decoded wholly; a truncated file shows only then.

    Images that are not RGB are counted: another program may show a palette or deep gray otherwise.
    """
    good = []
    for entry in entries:
        try:
            read_image(entry.image)
            if (mode := image_mode(entry.image)) != "RGB":
                findings.note(entry.image, "image that is not RGB, converted", mode)
        except ImageError as error:
            findings.report(entry.image, "unreadable image", str(error))
            continue
        good.append(entry)
    return good
