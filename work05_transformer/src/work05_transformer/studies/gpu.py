"""Studies for some minutes of a GPU: everyday sentences, all of them, and Shakespeare.

`gpu_everyday` has the split and the scores of work04's study of that name. Choices come from
recipes that others have published; each model is measured once on the test sentences.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.reporting.results import Labels
from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from shared.training.machine.recording import products
from shared.translation import fra_eng
from shared.translation.made_up import made_up_sentences
from shared.translation.scores import scores
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.generation import generate_text
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import TransformerConfig
from work05_transformer.text.corpus import load_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt_on_device import GPTOnDevice, OnDeviceGPT
from work05_transformer.training.translation_on_device import OnDeviceConfig, TranslationOnDevice

HELD_OUT = 5000  # English sentences to test with, and as many to validate with
VALIDATED = 1000  # of them
EVERYDAY = OnDeviceConfig(
    TransformerConfig(
        vocab_size=8000, context=64, d_model=512, num_heads=8, d_ff=2048, num_layers=3,
        dropout=0.2, pre_norm=True, positions="rotary",
    ),
    search=BeamSettings(4, extra=15),
)  # fmt: skip
TINY_TRANSLATOR = replace(
    EVERYDAY, epochs=2, batch_tokens=256, warmup=4, average_every=2,
    model=replace(
        EVERYDAY.model, vocab_size=300, d_model=32, num_heads=2, d_ff=64, num_layers=1
    ),
)  # fmt: skip

NANOGPT = OnDeviceGPT(
    TrainConfig(
        corpus="shakespeare", tokenizer="characters", context=256, d_model=384, num_layers=6,
        num_heads=6, dropout=0.2, batch_size=64, steps=5000, rounds=20, positions="learned",
        tied=True, zero_outputs=False, optimizer="adamw", learning_rate=1e-3, weight_decay=0.1,
        schedule="cosine",
    )
)  # fmt: skip
IMPROVED = OnDeviceGPT(
    replace(
        NANOGPT.training, steps=2400, rounds=24, positions="rotary", tied=False,
        zero_outputs=True, optimizer="muon", muon_learning_rate=0.02, learning_rate=3e-3,
        schedule="linear",
    ),
    muon_weight_decay=0.1,
    averaging=0.995,
)  # fmt: skip
DROPOUTS = (0.4, 0.3, 0.5)
WRITTEN = 200  # characters of a sample


@functools.cache
def translator_on_device(config: OnDeviceConfig, sample: bool) -> TranslationOnDevice:
    """Move corpus and model to the device, and record the steps; all seeds share it."""
    splits = made_up_sentences() if sample else fra_eng(held_out=HELD_OUT)
    return TranslationOnDevice(config, splits, fastest_device())


@functools.lru_cache(maxsize=1)  # a recording holds some gigabytes
def gpt_on_device(config: OnDeviceGPT) -> GPTOnDevice:
    """Move text and model to the device, and record the step; all seeds share it."""
    settings = config.training
    corpus = load_corpus(settings.corpus, settings.tokenizer, settings.vocab_size, settings.context)
    return GPTOnDevice(config, corpus, fastest_device())


@products("tf32")
def everyday_translations(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a translator on all everyday sentences; measure BLEU, also by length.

    Args:
        config: `training` (OnDeviceConfig) and `sample`, whether the sentences are made up.
        seed: of the training; the split is the same for all.
    """
    learner = translator_on_device(config["training"], config["sample"])
    metrics = learner.fit(seed)
    valid = learner.splits.valid[:VALIDATED]
    metrics["valid/BLEU"] = bleu(learner.translate(valid), valid, resamples=0).score
    examples = learner.splits.tests["test"]
    started = time.perf_counter()
    translated = learner.translate(examples)
    metrics["search/seconds"] = time.perf_counter() - started
    return metrics | scores(translated, examples)


@products("tf32")
def characters(config: OnDeviceGPT, seed: int) -> dict[str, Any]:
    """Train a GPT on characters; measure its best weights on the whole validation text."""
    learner = gpt_on_device(config)
    metrics = learner.fit(seed)
    stride = max(1, config.training.context // 4)
    overlapping = predict_text(learner.model, learner.validation, stride)
    corpus = learner.corpus
    prompt = corpus.tokenizer.decode(corpus.validation[:20].tolist())
    written = generate_text(
        learner.model, corpus.tokenizer, prompt, WRITTEN, Sampling(0.8, top_p=0.95)
    )
    return {
        **metrics,
        "valid/overlapping/loss": overlapping.loss,
        "sample": prompt + "".join(written),
    }


@study(seeds=(0, 1, 2))
def gpu_everyday(s: Study) -> None:
    """Translate everyday sentences on a GPU: a Transformer, all pairs to learn from."""
    training = TINY_TRANSLATOR if s.rehearsal else EVERYDAY
    for seed in s.seeds[:2] if s.rehearsal else s.seeds:
        config = {"training": training, "sample": s.rehearsal}
        s.measure({"model": "Transformer"}, everyday_translations, config, seed)


@study(seeds=(0, 1, 2))
def gpu_shakespeare(s: Study) -> None:
    """Learn Tiny Shakespeare by characters on a GPU: nanoGPT's sizes, Muon, the best of three dropouts."""
    first, *others = s.seeds
    reached = {}
    for dropout in DROPOUTS:
        ask_for_characters(s, with_dropout(dropout), first)
    for dropout in DROPOUTS:
        for measured in s.metrics(labels_of(with_dropout(dropout))):
            reached[dropout] = measured["valid/loss"]
    best = min(DROPOUTS, key=lambda dropout: reached.get(dropout, float("inf")))
    for seed in others:
        ask_for_characters(s, with_dropout(best), seed)


@study(seeds=(0,))
def gpu_nanogpt(s: Study) -> None:
    """Learn Tiny Shakespeare by characters on a GPU, by nanoGPT's own recipe."""
    for seed in s.seeds:
        ask_for_characters(s, NANOGPT, seed)


def with_dropout(dropout: float) -> OnDeviceGPT:
    """Return the improved recipe with this dropout."""
    return replace(IMPROVED, training=replace(IMPROVED.training, dropout=dropout))


def labels_of(config: OnDeviceGPT) -> Labels:
    """Name a recipe in tables."""
    name = "nanoGPT's" if config == NANOGPT else "rotary positions, Muon, mean of weights"
    return {"recipe": name, "dropout": config.training.dropout}


def ask_for_characters(s: Study, config: OnDeviceGPT, seed: int) -> None:
    """Ask for one model; in a rehearsal, for a tiny one."""
    s.measure(labels_of(config), characters, tiny_gpt(config) if s.rehearsal else config, seed)


def tiny_gpt(config: OnDeviceGPT) -> OnDeviceGPT:
    """Return settings that go the same way on a sample in a second."""
    tiny = replace(
        config.training, corpus="sample", context=32, d_model=32, num_layers=2, num_heads=2,
        batch_size=4, steps=12, rounds=3, warmup=2,
    )  # fmt: skip
    return replace(config, training=tiny)
