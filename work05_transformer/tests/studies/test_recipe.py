"""The recipe study: what is measured once stays, and is not measured again."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from work05_transformer.studies.recipe import LOSS, RECIPES, measure, measured, save
from work05_transformer.text.corpus import load_corpus


def test_results_return_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    assert measured(path) == {}
    names = list(RECIPES)[:2]
    runs = {
        (name, seed): {LOSS: 1.5 + seed, "CPU seconds": 2.0, "parameters": 7}
        for name in names
        for seed in (0, 3)
    }
    del runs[names[1], 3]
    save(path, runs)
    assert measured(path) == runs


def test_every_recipe_reads_as_many_characters_with_models_of_the_same_size() -> None:
    for config in RECIPES.values():
        assert (config.steps, config.batch_size * config.context) == (2000, 12 * 64)
        assert (config.d_model, config.num_heads, config.dropout) == (128, 4, 0.0)


def test_every_recipe_learns() -> None:
    corpus = load_corpus("sample", "characters", 256, 64)
    for config in RECIPES.values():
        short = dataclasses.replace(config, steps=12, warmup=2, d_model=32, batch_size=4)
        assert measure(short, corpus, seed=0)[LOSS] < 4.2  # log 66, of equal guesses, is 4.2
