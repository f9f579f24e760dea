"""Images from outside are read whole or refused by name."""

from __future__ import annotations

import contextlib
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from shared.data.images.photos import (
    ORIENTATION,
    ImageError,
    image_mode,
    image_size,
    orientation,
    read_image,
    upright_size,
)

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


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif"])
@pytest.mark.parametrize("number", range(10))
def test_every_orientation_of_exif_is_shown_upright(
    tmp_path: Path, number: int, ending: str
) -> None:
    image = Image.fromarray(NOISE)
    exif = image.getexif()
    exif[ORIENTATION] = number
    path = tmp_path / f"turned.{ending}"
    image.save(path, exif=exif)
    expected = ImageOps.exif_transpose(Image.open(path))
    shown = read_image(path)
    assert np.array_equal(np.asarray(shown), np.asarray(expected))
    assert upright_size(path) == shown.size
    assert image_size(path) == (48, 64)
    assert orientation(path) == (number if 1 <= number <= 8 else 1)


def test_damaged_exif_spoils_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(NOISE).save(path, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\x01" * 20)
    assert read_image(path).size == (48, 64)
    assert upright_size(path) == (48, 64)


RAMP = np.linspace(0, 1, 64 * 48).reshape(64, 48)


@pytest.mark.parametrize(
    ("ending", "values"),
    [
        ("png", np.rint(RAMP * 65535).astype(np.uint16)),
        ("tif", np.rint(RAMP * 65535).astype(np.uint16)),
        ("tif", np.rint(RAMP * 65535).astype(">u2")),
        ("tif", np.rint(RAMP * 65535).astype(np.int32)),
        ("tif", np.rint(RAMP * 255).astype(np.int32)),
        ("tif", np.rint(RAMP * (2**31 - 1)).astype(np.int32)),
        ("tif", np.rint((RAMP - 0.5) * 3e4).astype(np.int16)),
        ("tif", RAMP.astype(np.float32)),
        ("tif", (RAMP * 255).astype(np.float32)),
        ("tif", (RAMP * 65535).astype(np.float32)),
        ("tif", (RAMP * 6e4 - 1e4).astype(np.float32)),
    ],
)
def test_deep_gray_is_scaled_by_its_own_depth(
    tmp_path: Path, ending: str, values: np.ndarray
) -> None:
    path = tmp_path / f"deep.{ending}"
    Image.fromarray(values).save(path)
    shown = np.asarray(read_image(path)).astype(float)
    assert np.abs(shown - 255 * RAMP[..., None]).max() <= 1.01


def test_a_dark_picture_of_16_bits_stays_dark(tmp_path: Path) -> None:
    Image.fromarray(np.full((4, 4), 2570, np.uint16)).save(tmp_path / "dark.png")
    assert (np.asarray(read_image(tmp_path / "dark.png")) == 10).all()
    (tmp_path / "dark.pgm").write_bytes(b"P5 4 4 65535\n" + np.full(16, 200, ">u2").tobytes())
    assert (np.asarray(read_image(tmp_path / "dark.pgm")) == 1).all()


def test_values_that_are_no_numbers_do_not_hide_the_others(tmp_path: Path) -> None:
    values = RAMP.astype(np.float32)
    values[3, 4], values[5, 6], values[7, 8] = np.nan, np.inf, -np.inf
    Image.fromarray(values).save(tmp_path / "nan.tif")
    shown = np.asarray(read_image(tmp_path / "nan.tif"))[..., 0]
    assert (shown[3, 4], shown[7, 8]) == (0, 0)
    assert shown[5, 6] == shown[-1, -1] == 255


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    color = Image.fromarray(NOISE)
    alpha = np.zeros((64, 48), np.uint8)
    alpha[:, 24:] = 255
    color.putalpha(Image.fromarray(alpha))
    color.save(tmp_path / "alpha.png")
    shown = np.asarray(read_image(tmp_path / "alpha.png"))
    assert (shown[:, :24] == 255).all()
    assert np.array_equal(shown[:, 24:], NOISE[:, 24:])
    palette = Image.fromarray(alpha // 255, mode=None).convert("P")
    palette.putpalette([200, 0, 0, 0, 100, 0])
    palette.save(tmp_path / "palette.png", transparency=0)
    shown = np.asarray(read_image(tmp_path / "palette.png"))
    assert (shown[:, :24] == 255).all()
    assert (shown[:, 24:] == (0, 100, 0)).all()


def test_inks_become_light(tmp_path: Path) -> None:
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "inks.jpg", quality=95)
    red, green, blue = np.asarray(read_image(tmp_path / "inks.jpg"))[4, 4].tolist()
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is HEIC, which is not read here: save it as JPEG"),
        (b"%PDF-1.7", "is PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is PostScript"),
        (b"plain words", "is no image in a format that is read here"),
    ],
)
def test_what_is_not_read_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "picture.jpg").write_bytes(content)
    with pytest.raises(ImageError, match=message):
        read_image(tmp_path / "picture.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("read", [read_image, image_size, image_mode])
def test_a_pipe_is_refused_by_name_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]
) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    monkeypatch.setattr(
        Image, "open", lambda path, formats: pytest.fail("it would wait for a writer")
    )
    with pytest.raises(ImageError, match=r"pipe\.jpg is a folder, a pipe or a device"):
        read(tmp_path / "pipe.jpg")


@settings(max_examples=60, deadline=None)
@given(
    place=st.integers(0, 3000),
    value=st.integers(0, 255),
    kind=st.sampled_from(["png", "tif", "gif", "bmp", "jpg"]),
)
def test_a_changed_byte_gives_a_picture_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int, kind: str
) -> None:
    stream = io.BytesIO()
    Image.fromarray(NOISE).save(stream, {"tif": "tiff", "jpg": "jpeg"}.get(kind, kind))
    data = bytearray(stream.getvalue())
    data[place % len(data)] = value
    path = tmp_path_factory.getbasetemp() / f"changed.{kind}"
    path.write_bytes(data)
    with contextlib.suppress(ImageError):
        read_image(path)
