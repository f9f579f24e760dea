"""Reading image files that nobody has vouched for."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps

from shared.errors import UserError

LARGEST_PICTURE = 64_000_000
"""Pixels; three bytes each when decoded."""


class PictureError(UserError):
    """A file that is no image, or a broken one, or one that is far too large."""


def read_picture(path: Path) -> tuple[Image.Image, str]:
    """An image the right way up in RGB, and the mode that it had in the file.

    The size is read from the header and checked before anything is decoded, so a decompression bomb
    costs no memory. A file that ends too early is refused, not padded with grey.

    Raises:
        PictureError: what is wrong with which file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                width, height = image.size
                if width * height > LARGEST_PICTURE:
                    raise PictureError(
                        f"{path} would have {width} × {height} pixels: {LARGEST_PICTURE:,} at most"
                    )
                mode = image.mode
                return ImageOps.exif_transpose(image).convert("RGB"), mode
    except FileNotFoundError:
        raise PictureError(f"there is no image {path}") from None
    except (
        OSError, ValueError, SyntaxError, EOFError, TypeError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise PictureError(f"{path} cannot be read as an image ({error})") from error


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height from the header alone, as stored.

    Raises:
        PictureError: there is no such image.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return image.size
    except FileNotFoundError:
        raise PictureError(f"there is no image {path}") from None
    except (
        OSError, ValueError, SyntaxError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise PictureError(f"{path} cannot be read as an image ({error})") from error
