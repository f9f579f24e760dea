"""Reading image files that nobody has checked."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps

from shared.errors import UserError

ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


class ImageError(UserError):
    """A file that is no image, a broken one, or one of a size that cannot be."""


def read_image(path: Path) -> Image.Image:
    """A photo, the right way up, in RGB.

    Raises:
        ImageError: there is no such file, or Pillow cannot read all of it as an image.
    """
    try:
        with warnings.catch_warnings():
            # A picture of suspicious size is refused like a broken one.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return ImageOps.exif_transpose(image).convert("RGB")
    except FileNotFoundError:
        raise ImageError(f"there is no image {path}") from None
    except (
        OSError, ValueError, SyntaxError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise ImageError(f"{path} cannot be read as an image ({error})") from error


def square(image: Image.Image, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """The middle of a photo, `size` pixels a side; the shorter side is kept whole."""
    return np.asarray(ImageOps.fit(image, (size, size), Image.Resampling.BILINEAR))
