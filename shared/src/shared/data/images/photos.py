"""Reading image files that nobody has vouched for, as a viewer shows them."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image, UnidentifiedImageError

from shared.errors import UserError

LARGEST_IMAGE = 64_000_000
"""Pixels; three bytes each when decoded."""

ORIENTATION = 0x0112  # the EXIF tag that says how a camera was held (EXIF 2.32, section 4.6.4)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
STORED_SIZE = (256, 257)  # the TIFF tags of width and height
SAMPLE_FORMAT = 339  # the TIFF tag: 1 unsigned, 2 signed, 3 floating point
_DEPTHS = {"F": (1.0, 255.0, 65535.0), "I": (255.0, 65535.0)}  # of Pillow's modes of 32 bits
_AT_MOST_16 = ("PNG", "PPM")  # bits, also where Pillow's mode has 32
_FOREIGN = {  # signatures of pictures that Pillow does not read: where, what, name
    (4, b"ftyphei"): "HEIC",
    (4, b"ftyphev"): "HEIC",
    (4, b"ftypmif1"): "HEIF",
    (4, b"ftypmsf1"): "HEIF",
    (4, b"ftypavi"): "AVIF",
    (4, b"ftypcrx"): "a camera's raw data",
    (0, b"%PDF"): "PDF",
    (0, b"%!PS"): "PostScript",
    (0, b"<svg"): "SVG",
    (0, b"<?xml"): "SVG or other XML",
}


READ = (
    "AVIF", "BMP", "DIB", "GIF", "JPEG", "JPEG2000", "MPO", "PNG", "PPM", "TGA", "TIFF", "WEBP",
)  # fmt: skip
"""Pillow's names of what is read, whatever a file's name says: for PostScript it would start a program."""


class ImageError(UserError):
    """A file that is no image, a broken one, or one that is far too large."""


@functools.cache
def _formats() -> list[str]:
    """Return those that this Pillow has."""
    Image.init()
    return [name for name in READ if name in Image.OPEN]


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Yield the image with its header read, none of its pixels decoded, and its size checked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if path.exists() and not path.is_file():  # to open a pipe is to wait for its writer
                raise ImageError(
                    f"{path} is a folder, a pipe or a device: name a picture, or move it elsewhere"
                )
            with Image.open(path, formats=_formats()) as image:
                width, height = image.size
                if width * height > LARGEST_IMAGE:
                    raise ImageError(
                        f"{path} would have {width} × {height} pixels: {LARGEST_IMAGE:,} at most"
                    )
                yield image
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"there is no image {path}") from None
    except UnidentifiedImageError:
        raise ImageError(_unreadable(path)) from None
    except Exception as error:  # a damaged file can raise anything in a decoder
        reason = str(error) or type(error).__name__
        raise ImageError(f"{path} cannot be read as an image ({reason})") from error


def _unreadable(path: Path) -> str:
    """Return a message for a file in which Pillow recognizes no picture."""
    with path.open("rb") as stream:
        start = stream.read(64)
    if not start:
        return f"{path} is empty"
    for (offset, signature), name in _FOREIGN.items():
        if start.startswith(signature, offset):
            return f"{path} is {name}, which is not read here: save it as JPEG or PNG"
    return f"{path} is no image in a format that is read here: save it as JPEG or PNG"


def read_image(path: Path) -> Image.Image:
    """Read a photo as a viewer shows it: upright, in RGB.

    Gray of 16 or 32 bits and gray floats are scaled to 0–255 by their own depth; what is
    transparent is laid over white; a palette and CMYK become RGB; of several frames it is the first.
    Its size is read from the header and checked before anything is decoded, so that a decompression
    bomb costs no memory. A file that ends too early is refused, not padded with gray.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
        shown = _in_rgb(image)
        return shown if turn is None else shown.transpose(turn)


def image_size(path: Path) -> tuple[int, int]:
    """Read width and height as stored, from the header alone.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return _stored_size(image)


def upright_size(path: Path) -> tuple[int, int]:
    """Read width and height of what `read_image` gives, from the header alone.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        width, height = _stored_size(image)
        return (height, width) if _orientation(image) >= 5 else (width, height)


def orientation(path: Path) -> int:
    """Read how the stored pixels must be turned, as EXIF numbers it: 1 (as they are) to 8.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return _orientation(image)


def image_mode(path: Path) -> str:
    """Read Pillow's name of what the pixels are (RGB, L for gray, …), from the header alone.

    Raises:
        ImageError: what is wrong with which file.
    """
    with _opened(path) as image:
        return image.mode


def _stored_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height as stored; of a turned TIFF Pillow's `size` is the upright one."""
    tags = getattr(image, "tag_v2", {})
    width, height = (tags.get(tag, side) for tag, side in zip(STORED_SIZE, image.size, strict=True))
    return int(width), int(height)


def _orientation(image: Image.Image) -> int:
    try:
        number = image.getexif().get(ORIENTATION, 1)
    except Exception:  # damaged metadata spoil no picture
        return 1
    return number if number in _UPRIGHT else 1


def _in_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "F" or image.mode.startswith("I"):
        gray = _to_bytes(_gray_values(image), "I;16" if image.format in _AT_MOST_16 else image.mode)
        return Image.fromarray(gray).convert("RGB")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _gray_values(image: Image.Image) -> Float[np.ndarray, "height width"]:
    """Return deep gray values; NaN counts as the smallest, infinity as the largest of the others."""
    values = np.asarray(image)
    kind = getattr(image, "tag_v2", {}).get(SAMPLE_FORMAT, (1,))[0]
    if image.mode == "I" and kind == 1:  # unsigned, which Pillow takes for signed
        values = values.view(np.uint32)
    numbers = values.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    return np.nan_to_num(numbers, nan=low, posinf=high, neginf=low)


def _to_bytes(
    values: Float[np.ndarray, "height width"], mode: str
) -> UInt8[np.ndarray, "height width"]:
    """Scale deep gray values to 0–255.

    16 bits are scaled by 65535. Of 32 bits it is not said how many are used: the depth is 8 or 16
    bits, or for floats 0 to 1, whichever is the first to hold all values; else black is the
    smallest value and white the largest.
    """
    depths = _DEPTHS.get(mode, (65535.0,))
    low, high = values.min(), values.max()
    if low >= 0 and high <= depths[-1]:
        low, high = 0.0, next(depth for depth in depths if high <= depth)
    scaled = (values - low) * (255 / max(high - low, 1e-300))
    return np.rint(scaled).clip(0, 255).astype(np.uint8)
