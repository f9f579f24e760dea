"""How low does a small GPT get in 2000 steps? nanoGPT's CPU recipe, improved one thing at a time.

    python -m work05_transformer.study recipe

Tiny Shakespeare by characters; every step reads 12 windows of 64 characters, and the model has 4
blocks of width 128. Validation predicts each character of the last tenth of the text once, in
windows of 64. A recipe that is measured already, with the same seed, is not measured again.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from shared.reporting import load_results, save_results
from shared.training import BareRun
from shared.training.config import to_json
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.models.transformer import parameter_count
from work05_transformer.text.corpus import Corpus, load_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import fit, make_model

RESULTS = Path(__file__).parents[3] / "results" / "recipe.json"
LOSS, SECONDS = "validation loss", "CPU seconds"

NANOGPT = TrainConfig(
    corpus="shakespeare",
    tokenizer="characters",
    context=64,
    batch_size=12,
    steps=2000,
    rounds=1,
    positions="learned",
    tied=True,
    zero_outputs=False,
    optimizer="adamw",
    learning_rate=1e-3,
    weight_decay=0.1,
    schedule="cosine",
)
ROTARY = dataclasses.replace(NANOGPT, positions="rotary")
HIGHER = dataclasses.replace(ROTARY, learning_rate=4e-3, schedule="linear")
ZERO = dataclasses.replace(HIGHER, tied=False, zero_outputs=True)
MUON = dataclasses.replace(ZERO, optimizer="muon", learning_rate=1e-2, weight_decay=0.0)
RECIPES = {
    "nanoGPT's": NANOGPT,
    "+ rotary positions": ROTARY,
    "+ rate 0.004, linearly to 0": HIGHER,
    "+ logits of their own, zero outputs": ZERO,
    "+ Muon for the blocks' matrices": MUON,
    "the last with 3 blocks": dataclasses.replace(MUON, num_layers=3),
}


def measure(config: TrainConfig, corpus: Corpus, seed: int) -> dict[str, Any]:
    """Train once; return the loss on the whole validation text, the time and the size."""
    run = BareRun(seed)
    model = make_model(config, len(corpus.tokenizer))
    start = time.process_time()
    fit(run, config, model, corpus)
    seconds = time.process_time() - start
    loss = predict_text(model, corpus.validation).loss
    return {LOSS: loss, SECONDS: seconds, "parameters": parameter_count(model)}


def measured(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what a results file holds, by recipe and seed."""
    if not path.exists():
        return {}
    return {
        (row["recipe"], seed): {
            LOSS: loss, SECONDS: seconds, "parameters": row["parameters"],
        }
        for row in load_results(path)["rows"]
        for seed, loss, seconds in zip(row["seeds"], row[LOSS], row[SECONDS], strict=True)
    }  # fmt: skip


def save(path: Path, runs: dict[tuple[str, int], dict[str, Any]]) -> None:
    """Write the results file: a row a recipe, a number a seed."""
    rows, values = [], {}
    for name in RECIPES:
        seeds = sorted(seed for recipe, seed in runs if recipe == name)
        if seeds:
            cells = [runs[name, seed] for seed in seeds]
            rows.append(
                {
                    "recipe": name,
                    "parameters": cells[0]["parameters"],
                    "seeds": seeds,
                    "runs": len(seeds),
                    LOSS: [cell[LOSS] for cell in cells],
                    SECONDS: [cell[SECONDS] for cell in cells],
                }
            )
            values[f"{LOSS}: {name}"] = [cell[LOSS] for cell in cells]
    save_results(
        path,
        command="python -m work05_transformer.study recipe",
        rows=rows,
        values=values,
        config={name: to_json(config) for name, config in RECIPES.items()},
        seeds=sorted({seed for _, seed in runs}),
    )


def recipe(seeds: Sequence[int]) -> None:
    """How low a small GPT gets in nanoGPT's 2000 steps, one improvement at a time."""
    torch.set_num_threads(1)  # CPU seconds of one thread are comparable
    corpus = load_corpus("shakespeare", "characters", 256, NANOGPT.context)
    for seed in seeds:
        for name in RECIPES:
            runs = measured(RESULTS)
            if (name, seed) not in runs:
                runs[name, seed] = measure(RECIPES[name], corpus, seed)
                save(RESULTS, runs)
                print(f"{name}, seed {seed}: {runs[name, seed]}", flush=True)
