"""Images from outside are read whole or refused by name."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shared.data.images.photos import ImageError, image_mode, image_size, read_image

NOISE = np.random.default_rng(0).integers(0, 256, (64, 48, 3), dtype=np.uint8)


def claims(width: int, height: int) -> bytes:
    """A PNG file of a hundred bytes whose header claims this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    data = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(claims(side, side))
    for read in (read_image, image_size, image_mode):
        with pytest.raises(ImageError, match=r"bomb\.png"):
            read(bomb)


def test_broken_files_are_refused_by_name(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jpg"
    Image.fromarray(NOISE).save(whole)
    half, text = tmp_path / "half.jpg", tmp_path / "text.png"
    half.write_bytes(whole.read_bytes()[:900])
    text.write_text("no image")
    for file in (half, text, tmp_path / "none.jpg", tmp_path):
        with pytest.raises(ImageError, match=file.name):
            read_image(file)


def test_a_photo_comes_the_right_way_up_in_rgb(tmp_path: Path) -> None:
    turned = Image.fromarray(NOISE)
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held upright: turn right to show
    turned.save(tmp_path / "turned.png", exif=exif)
    upright = np.asarray(read_image(tmp_path / "turned.png"))
    assert np.array_equal(upright, np.rot90(NOISE, -1))
    Image.fromarray(NOISE[..., 0]).save(tmp_path / "gray.png")
    assert read_image(tmp_path / "gray.png").mode == "RGB"
    assert image_mode(tmp_path / "gray.png") == "L"
    assert image_size(tmp_path / "gray.png") == (48, 64)
