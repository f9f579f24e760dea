"""The study of augmentations: one change more at a time, and a picture of each."""

from __future__ import annotations

import dataclasses

from shared.studies import Measured
from work03_cifar10.studies.augmentations import AUGMENTATIONS, LONGER, SHOWN, gallery
from work03_cifar10.training.config import TrainConfig


def test_every_augmentation_is_one_change() -> None:
    for name, config in AUGMENTATIONS.items():
        changed = {
            field.name
            for field in dataclasses.fields(TrainConfig)
            if getattr(config, field.name) != getattr(LONGER, field.name)
        }
        expected = {"nothing": {"flip", "translate"}, "flip and translate (the base)": set()}
        assert changed == expected[name] if name in expected else len(changed) == 1, name


def test_the_gallery_changes_every_row() -> None:
    shown = {n: dataclasses.replace(c, data="sample", held_out=200) for n, c in SHOWN.items()}
    measured = gallery(shown, 0)
    assert isinstance(measured, Measured)
    assert list(measured.pictures) == ["augmentation_gallery.svg"]
    assert all(
        change["pixel_change"] > 0
        for name, change in measured["augmentations"].items()
        if name != "hue ± ¼"  # digits are gray
    )
