"""RandAugment's operations are torchvision's, at each magnitude."""

from __future__ import annotations

import pytest
import torch
from torchvision.transforms import InterpolationMode, RandAugment
from torchvision.transforms.autoaugment import _apply_op

from work03_cifar10.data.rand_augment import OPERATIONS, rand_augment

THEIRS = {
    "identity": "Identity", "shear x": "ShearX", "shear y": "ShearY", "translate x": "TranslateX",
    "translate y": "TranslateY", "rotate": "Rotate", "brightness": "Brightness", "color": "Color",
    "contrast": "Contrast", "sharpness": "Sharpness", "posterize": "Posterize",
    "solarize": "Solarize", "auto-contrast": "AutoContrast", "equalize": "Equalize",
}  # fmt: skip


def test_there_are_the_papers_fourteen_operations() -> None:
    names = RandAugment()._augmentation_space(31, (32, 32))
    assert [THEIRS[name] for name in OPERATIONS] == list(names)
    assert [signed for _, signed in OPERATIONS.values()] == [s for _, s in names.values()]


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("magnitude", [0, 9, 30])
@pytest.mark.parametrize("sign", [0.2, 0.9])
def test_an_operation_is_torchvisions(name: str, magnitude: int, sign: float) -> None:
    torch.manual_seed(0)
    pixels = torch.randint(0, 256, (3, 20, 32, 3), dtype=torch.uint8)
    number = (list(OPERATIONS).index(name) + 0.5) / len(OPERATIONS)
    ours = rand_augment(pixels, magnitude, torch.tensor([[[number, sign]]] * 3))
    magnitudes, signed = RandAugment()._augmentation_space(31, (20, 32))[THEIRS[name]]
    level = float(magnitudes[magnitude]) if magnitudes.ndim else 0.0
    level = -level if signed and sign < 0.5 else level
    for image, one in zip(pixels, ours, strict=True):
        nearest = InterpolationMode.NEAREST
        theirs = _apply_op(image.movedim(-1, 0), THEIRS[name], level, nearest, None)
        different = (theirs.movedim(0, -1).int() - one.int()).abs()
        # the two versions of torchvision round a place or a value differently here and there
        assert (different > 1).float().mean() < 0.02


def test_an_image_has_its_own_operations_whatever_its_batch() -> None:
    torch.manual_seed(0)
    pixels, numbers = (
        torch.randint(0, 256, (40, 8, 8, 3), dtype=torch.uint8),
        torch.rand(40, 2, 2),
    )
    whole = rand_augment(pixels, 15, numbers)
    assert torch.equal(rand_augment(pixels[7:9], 15, numbers[7:9]), whole[7:9])
    assert not torch.equal(whole, pixels)


def test_gray_images_stay_gray() -> None:
    pixels = torch.randint(0, 256, (30, 8, 8, 1), dtype=torch.uint8)
    assert rand_augment(pixels, 9, torch.rand(30, 2, 2)).shape == pixels.shape
