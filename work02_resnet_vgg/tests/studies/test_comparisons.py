"""Studies that train small networks for the same number of steps, or of multiply-adds."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from shared.errors import UserError
from shared.studies import Study
from work02_resnet_vgg.studies.convolution import (
    CONVOLUTION,
    ReasonConfig,
    accuracies,
    moved,
    shuffled,
)
from work02_resnet_vgg.studies.equal_budget import (
    EqualBudgetConfig,
    budget,
    equal_budget,
    train_within,
)

TINY: ReasonConfig = replace(
    CONVOLUTION, data="sample", image_size=8, images=400, steps=150, batch_size=32,
    shifts=(0, 8),
)  # fmt: skip


def test_a_network_learns_and_sees_nothing_in_an_image_that_was_moved_away() -> None:
    result = accuracies(TINY, 0)
    assert result["valid/accuracy"] == result["moved"]["0"] > 0.3
    assert result["moved"]["8"] < 0.2
    assert result["receptive_field"] == 5
    assert accuracies(replace(TINY, kind="fully connected"), 0)["receptive_field"] == 8


def test_shuffling_and_moving_change_all_images_alike() -> None:
    pixels = torch.arange(2 * 4 * 4 * 3, dtype=torch.uint8).view(2, 4, 4, 3)
    first, second = shuffled(pixels).flatten(1, 2).int()
    assert not first.equal(pixels[0].flatten(0, 1).int())
    assert (second - first).unique().tolist() == [48]
    right = moved(pixels, 1)
    assert right[:, :, 1:].equal(pixels[:, :, :-1])
    assert right[:, :, 0].sum() == 0


@pytest.mark.parametrize(("budget", "images"), [(1e9, 300), (2e9, 600)])
def test_a_larger_budget_sees_more_images(budget: float, images: int) -> None:
    config = EqualBudgetConfig("vgg", budget, "sample", 8, batch_size=32)
    result = train_within(config, 0)
    expected = budget / (3 * result["multiply_adds"])
    assert result["images"] == pytest.approx(expected, rel=0.02)
    assert images < result["images"]
    assert 0 <= result["test/accuracy"] <= 1


def test_a_budget_of_several_epochs_sees_images_again() -> None:
    config = EqualBudgetConfig("nin", 4e9, "sample", 8)
    result = train_within(config, 0)
    assert result["images"] % 2 == 0
    assert result["images"] > 1200


def test_the_budget_can_be_named_and_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_MULTIPLY_ADDS", "1e12")
    study = Study((0,), lambda study, labels: [])
    equal_budget.function(study)
    assert {one.config.multiply_adds for one in study.wanted} == {1e12}
    for wrong in ("much", "-1", "nan", "inf", "0"):
        monkeypatch.setenv("DL_MULTIPLY_ADDS", wrong)
        with pytest.raises(UserError, match=f"DL_MULTIPLY_ADDS={wrong}: give"):
            budget()
    monkeypatch.delenv("DL_MULTIPLY_ADDS")
    assert budget() == EqualBudgetConfig.multiply_adds
