"""Photos as square pictures of one size."""

from __future__ import annotations

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps


def square(image: Image.Image, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """Cut the middle of a photo, `size` pixels a side; the shorter side is kept whole."""
    return np.asarray(ImageOps.fit(image, (size, size), Image.Resampling.BILINEAR))
