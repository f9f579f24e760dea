"""The stages of the recipe write text that begins as asked for."""

from __future__ import annotations

import dataclasses

from work05_transformer.studies.recipe_texts import PROMPT, RECIPES, STAGES, untrained, written


def test_a_trained_model_writes_with_less_loss_than_an_untrained_one() -> None:
    short = dataclasses.replace(
        RECIPES[STAGES[-1]], corpus="sample", steps=12, warmup=2, d_model=32, batch_size=4
    )
    before, after = untrained(short, seed=0), written(short, seed=0)
    assert after["valid/loss"] < before["valid/loss"]
    for measured in (before, after):
        assert measured["text"].startswith(PROMPT)
