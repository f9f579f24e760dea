"""The recipes differ in what they say, and each learns."""

from __future__ import annotations

import dataclasses

import pytest

from work05_transformer.studies.recipe import COMPARED, RECIPES, validation_loss


def test_every_recipe_reads_as_many_characters_with_models_of_the_same_size() -> None:
    for config in RECIPES.values():
        assert (config.steps, config.batch_size * config.context) == (2000, 12 * 64)
        assert (config.d_model, config.num_heads, config.dropout) == (128, 4, 0.0)
    assert set(COMPARED) <= set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_learns(name: str) -> None:
    short = dataclasses.replace(
        RECIPES[name], corpus="sample", steps=12, warmup=2, d_model=32, batch_size=4
    )
    measured = validation_loss(short, seed=0)
    assert measured["valid/loss"] < 4.2  # log 66, of equal guesses, is 4.2
