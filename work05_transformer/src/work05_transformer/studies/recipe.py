"""How low does a small GPT get in 2000 steps? nanoGPT's CPU recipe, improved one thing at a time.

Tiny Shakespeare by characters; every step reads 12 windows of 64 characters, and the model has 4
blocks of 128 features. Validation predicts each character of the last tenth of the text once, in
windows of 64.
"""

from __future__ import annotations

import functools
import time
from dataclasses import replace

from shared.studies import Study, study
from shared.training import Loop
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.models.transformer import parameter_count
from work05_transformer.text.corpus import load_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import fit, make_model

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
ROTARY = replace(NANOGPT, positions="rotary")
HIGHER = replace(ROTARY, learning_rate=4e-3, schedule="linear")
ZERO = replace(HIGHER, tied=False, zero_outputs=True)
MUON = replace(ZERO, optimizer="muon", learning_rate=1e-2, weight_decay=0.0)
RECIPES = {
    "nanoGPT's": NANOGPT,
    "+ rotary positions": ROTARY,
    "+ learning rate 0.004, linearly to 0": HIGHER,
    "+ logits of their own, zero outputs": ZERO,
    "+ Muon for the blocks' matrices": MUON,
    "the last with 3 blocks": replace(MUON, num_layers=3),
}
TEN_MINUTES = replace(
    MUON, precision="auto", context=128, batch_size=16, d_model=192, dropout=0.1, steps=3000
)
COMPARED = ("nanoGPT's", "+ Muon for the blocks' matrices")  # before all changes and after them

read_corpus = functools.cache(load_corpus)


def validation_loss(config: TrainConfig, seed: int) -> dict[str, float]:
    """Train once; return the loss on the whole validation text, the time and the size."""
    corpus = read_corpus(config.corpus, config.tokenizer, config.vocab_size, config.context)
    loop = Loop(seed, precision=config.precision)
    model = make_model(config, len(corpus.tokenizer))
    start = time.process_time()
    fit(loop, config, model, corpus)
    seconds = time.process_time() - start
    return {
        "parameters": parameter_count(model),
        "valid/loss": predict_text(model, corpus.validation).loss,
        "train/core_seconds": seconds,
    }


@study(seeds=(0, 1, 2))
def recipe(s: Study) -> None:
    """Improve nanoGPT's recipe for 2000 steps of a small GPT, one thing at a time."""
    for name, config in RECIPES.items():
        for seed in s.seeds:
            s.measure({"recipe": name}, validation_loss, config, seed)


@study(seeds=(0, 1, 2))
def ten_minutes(s: Study) -> None:
    """Train a larger GPT by the last recipe, for a loss of 1.50 in ten minutes of two cores."""
    for seed in s.seeds:
        s.measure(
            {"recipe": "half as wide again, 128 characters"}, validation_loss, TEN_MINUTES, seed
        )
