"""Settings out of range are refused by name, whoever makes the configuration."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.training.errors import CheckpointError
from shared.training.settings.config import RunConfig, from_json, to_json
from shared.training.settings.ranges import (
    Above,
    AtLeast,
    Below,
    Between,
    Checked,
    SettingsError,
    check,
)


@dataclass(frozen=True)
class Recipe(Checked):
    """Settings with every kind of range."""

    epochs: Annotated[int, AtLeast(1)] = 10
    dropout: Annotated[float, AtLeast(0), Below(1)] = 0.1
    smoothing: Annotated[float, Between(0, 1)] = 0.1
    learning_rate: Annotated[float, Above(0)] | None = None
    widths: tuple[Annotated[int, AtLeast(1)], ...] = (8, 16)
    momentum: float = 0.9
    name: str = "recipe"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "--epochs 0 is out of range: at least 1"),
        ({"epochs": 10**400}, "--epochs 10+ is out of range: at least 1"),
        ({"dropout": 1.0}, "--dropout 1.0 is out of range: at least 0 and below 1"),
        ({"smoothing": 1.5}, "--smoothing 1.5 is out of range: from 0 to 1"),
        ({"learning_rate": -0.1}, "--learning-rate -0.1 is out of range: above 0"),
        ({"widths": (8, 0)}, "--widths 8 0 is out of range: at least 1"),
        ({"momentum": math.nan}, "--momentum nan is out of range: a finite number"),
        ({"learning_rate": math.inf}, "--learning-rate inf is out of range: above 0"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(change, message):
    with pytest.raises(SettingsError, match=f"^{message}$"):
        replace(Recipe(), **change)


def test_the_ends_of_closed_ranges_are_allowed():
    Recipe(epochs=1, dropout=0.0, smoothing=1.0, learning_rate=1e-9)
    Recipe(smoothing=0.0, learning_rate=None, widths=())


@given(st.integers())
def test_seeds_are_those_that_numpy_takes(seed):
    if 0 <= seed < 2**32:
        assert RunConfig(seed=seed).seed == seed
    else:
        with pytest.raises(SettingsError, match="--seed"):
            RunConfig(seed=seed)


def test_a_saved_configuration_is_checked_too():
    values = to_json(Recipe())
    with pytest.raises(CheckpointError, match="--epochs -3 is out of range"):
        from_json(Recipe, {**values, "epochs": -3})


def test_a_setting_without_a_configuration_is_checked_by_its_name():
    check("--count", 3, AtLeast(1))
    with pytest.raises(SettingsError, match="--count 0 is out of range: at least 1"):
        check("--count", 0, AtLeast(1))


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (Below(2**32), "below 4294967296"),
        (AtLeast(0.5), "at least 0.5"),
        (Above(1e-9), "above 1e-09"),
        (Below(math.inf), "below inf"),
    ],
)
def test_whole_numbers_are_written_with_all_their_digits(limits: object, text: str) -> None:
    assert str(limits) == text
