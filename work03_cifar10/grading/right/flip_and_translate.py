"""Flip and translate in other forms."""

import numpy as np
import torch
from torch.nn import functional
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"


def moved_by_pad_and_crop(pixels, translations, flipped):
    """Pad each image with NumPy and cut it out again."""
    moved = []
    for image, (down, right), flip in zip(
        pixels.numpy(), translations.tolist(), flipped.tolist(), strict=True
    ):
        image = image[:, ::-1] if flip else image
        height, width, _ = image.shape
        vertical, horizontal = abs(down), abs(right)
        larger = np.pad(
            image, ((vertical, vertical), (horizontal, horizontal), (0, 0)), mode="reflect"
        )
        top, left = vertical - down, horizontal - right
        moved.append(larger[top : top + height, left : left + width])
    return torch.from_numpy(np.stack(moved))


def moved_by_torchs_padding(pixels, translations, flipped):
    """Pad with torch, as floating-point numbers, channels first."""
    result = torch.empty_like(pixels)
    _, height, width, _ = pixels.shape
    for number in range(len(pixels)):
        image = pixels[number].permute(2, 0, 1)[None].float()
        if flipped[number]:
            image = image.flip(3)
        down, right = (int(step) for step in translations[number])
        larger = functional.pad(
            image,
            (max(right, 0), max(-right, 0), max(down, 0), max(-down, 0)),
            mode="reflect",
        )
        top, left = max(-down, 0), max(-right, 0)
        cut = larger[0, :, top : top + height, left : left + width]
        result[number] = cut.permute(1, 2, 0).to(torch.uint8)
    return result


def moved_by_indices(pixels, translations, flipped):
    """Index all images at once."""
    count, height, width, _ = pixels.shape
    rows = reflected(torch.arange(height)[None] - translations[:, 0, None], height)
    columns = reflected(torch.arange(width)[None] - translations[:, 1, None], width)
    columns = columns + flipped[:, None] * (width - 1 - 2 * columns)
    image = torch.arange(count)
    return pixels[image[:, None, None], rows[:, :, None], columns[:, None, :]]


def moved_by_two_gathers(pixels, translations, flipped):
    """Flip, then gather rows, then columns."""
    _, height, width, _ = pixels.shape
    images = torch.where(flipped[:, None, None, None], pixels.flip(2), pixels)
    rows = reflected(torch.arange(height) - translations[:, :1], height)
    images = images.gather(1, rows[:, :, None, None].expand_as(images))
    columns = reflected(torch.arange(width) - translations[:, 1:], width)
    return images.gather(2, columns[:, None, :, None].expand_as(images))


def moved_along_axes_of_numpy(pixels, translations, flipped):
    """Take along axes with NumPy; a mirror repeats after 2 (n - 1) pixels."""
    images = pixels.numpy().copy()
    chosen = flipped.numpy()
    images[chosen] = images[chosen][:, :, ::-1]
    for axis in (1, 2):
        last = images.shape[axis] - 1
        places = np.arange(last + 1)[None] - translations[:, axis - 1 : axis].numpy()
        places = places % (2 * last)
        places = np.minimum(places, 2 * last - places)
        shape = [len(images), 1, 1, 1]
        shape[axis] = last + 1
        images = np.take_along_axis(images, places.reshape(shape), axis=axis)
    return torch.from_numpy(images)


def moved_pixel_by_pixel(pixels, translations, flipped):
    """Copy one pixel after the other."""

    def mirror(place, side):
        while not 0 <= place < side:
            place = -place if place < 0 else 2 * (side - 1) - place
        return place

    result = torch.zeros_like(pixels)
    count, height, width, _ = pixels.shape
    for image in range(count):
        down, right = translations[image].tolist()
        for row in range(height):
            for column in range(width):
                source = mirror(column - right, width)
                source = width - 1 - source if flipped[image] else source
                result[image, row, column] = pixels[image, mirror(row - down, height), source]
    return result


def moved_by_rolling_a_mirror(pixels, translations, flipped):
    """Lay the image beside its mirror image, roll, and cut."""
    result = []
    for image, step, flip in zip(pixels, translations, flipped, strict=True):
        image = image.flip(1) if flip else image
        for axis in (0, 1):
            side = image.shape[axis]
            mirror = image.flip(axis).narrow(axis, 1, side - 2)
            image = torch.cat([image, mirror], dim=axis).roll(int(step[axis]), dims=axis)
            image = image.narrow(axis, 0, side)
        result.append(image)
    return torch.stack(result)


def moved_by_matrices(pixels, translations, flipped):
    """Multiply with matrices of 0 and 1 from both sides."""
    _, height, width, _ = pixels.shape
    rows = one_hot(reflected(torch.arange(height) - translations[:, :1], height), height)
    columns = one_hot(reflected(torch.arange(width) - translations[:, 1:], width), width)
    columns = torch.where(flipped[:, None, None], columns.flip(2), columns)
    moved = torch.einsum("brh,bhwc,bsw->brsc", rows.float(), pixels.float(), columns.float())
    return moved.round().to(torch.uint8)


def moved_in_groups(pixels, translations, flipped):
    """Flip where asked; then cut the whole batch, padded alike, by views of windows."""
    images = pixels.clone()
    images[flipped] = images[flipped].flip(dims=[2])
    most = int(translations.abs().max())
    _, height, width, _ = pixels.shape
    rows = torch.arange(-most, height + most)
    columns = torch.arange(-most, width + most)
    larger = images[:, reflected(rows[None], height)[0]][:, :, reflected(columns[None], width)[0]]
    cuts = larger.unfold(1, height, 1).unfold(2, width, 1)  # image top left channel row column
    top, left = (most - translations).unbind(dim=1)
    return cuts[torch.arange(len(images)), top, left].permute(0, 2, 3, 1).contiguous()
