"""Reading image files that nobody has vouched for."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps

from shared.errors import UserError

LARGEST_IMAGE = 64_000_000
"""Pixels; three bytes each when decoded."""


class ImageError(UserError):
    """A file that is no image, a broken one, or one that is far too large."""


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Yield the image with its header read, none of its pixels decoded, and its size checked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                width, height = image.size
                if width * height > LARGEST_IMAGE:
                    raise ImageError(
                        f"{path} would have {width} × {height} pixels: {LARGEST_IMAGE:,} at most"
                    )
                yield image
    except FileNotFoundError:
        raise ImageError(f"there is no image {path}") from None
    except (
        OSError, ValueError, SyntaxError, EOFError, TypeError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise ImageError(f"{path} cannot be read as an image ({error})") from error


def read_image(path: Path) -> Image.Image:
    """Read a photo, the right way up, in RGB.

    Its size is read from the header and checked before anything is decoded, so that a decompression
    bomb costs no memory. A file that ends too early is refused, not padded with gray.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def image_size(path: Path) -> tuple[int, int]:
    """Read width and height as stored, from the header alone.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return image.size


def image_mode(path: Path) -> str:
    """Read Pillow's name of what the pixels are (RGB, L for gray, …), from the header alone.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return image.mode
