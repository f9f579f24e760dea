"""Study A: does layer normalization stand before or behind the residual sum? With warm-up or without?

Xiong et al. 2020 predict the gradients at initialization. In post-LN those of the last layers are
large whatever the depth, and fall towards the first ones; in pre-LN they are small in all layers,
like 1/√depth. So post-LN needs the warm-up and pre-LN does not.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from shared.reporting.results import Labels
from shared.studies import Study, study
from shared.training import Loop
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.metrics import bleu
from work05_transformer.models.transformer import Transformer
from work05_transformer.text.sentences import PADDING, PairBatches
from work05_transformer.training.config import PAPER, TranslationConfig
from work05_transformer.training.translation import load_data, make_transformer, translate_all

CONFIG = replace(
    PAPER, train_sentences=4000, d_model=64, num_heads=4, d_ff=256, dropout=0.0, batch_tokens=300
)
NORMS = {"post-LN": False, "pre-LN": True}

read_corpus = functools.cache(load_data)


def load_batches(config: TranslationConfig) -> tuple[PairBatches, int]:
    """Load the training batches, and the size of their vocabulary."""
    corpus = read_corpus(config)
    batches = PairBatches(corpus.splits.train, corpus.sentences, config.batch_tokens)
    return batches, len(corpus.sentences)


def batch_loss(model: Transformer, batch: Sequence[Tensor]) -> Tensor:
    """Return the cross-entropy of a batch in nats a token, targets not smoothed."""
    source, inputs, targets = batch
    logits = model(source, inputs).flatten(0, 1)
    return smoothed_cross_entropy(logits, targets.flatten(), 0.0, PADDING)


def frequency_loss(batches: PairBatches) -> float:
    """Return the loss of a model that knows how frequent each token is, and nothing else."""
    tokens = torch.cat([targets[targets != PADDING] for _, _, targets in batches.batches])
    counts = tokens.bincount().double()
    shares = counts[counts > 0] / counts.sum()
    return -(shares * shares.log()).sum().item()


def layer_gradients(model: Transformer, batch: Sequence[Tensor]) -> list[float]:
    """Return the gradient's norm for each decoder layer's last matrix, first to last layer.

    It is the matrix of Xiong et al. 2020's figure 3: the feed-forward network's second.
    """
    model.zero_grad()
    batch_loss(model, batch).backward()
    matrices = [
        model.get_parameter(f"decoder.layers.{number}.feed_forward.down.weight")
        for number in range(model.config.num_layers)
    ]
    return [float(torch.linalg.vector_norm(matrix.grad)) for matrix in matrices]  # type: ignore[arg-type]


def learning(
    loop: Loop,
    model: Transformer,
    batches: PairBatches,
    *,
    learning_rate: float,
    warmup: int,
    steps: int,
) -> Iterator[float]:
    """Train at a constant learning rate, after `warmup` steps in which it rises; yield each step's loss.

    Nothing is clipped. A run whose loss is no longer finite ends there.
    """
    loader = loop.loader(batches, None, training=True)
    optimizer = torch.optim.Adam(
        model.parameters(), learning_rate, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warmup) if warmup else 1.0
    )
    trained, optimizer, schedule = loop.prepare(model, optimizer, schedule)
    done = 0
    for _ in loop.epochs(-(-steps // len(batches))):
        for batch in loop.batches(loader):
            optimizer.zero_grad()
            loss = batch_loss(trained, batch)
            loop.backward(loss)
            optimizer.step()
            schedule.step()
            done += 1
            yield loss.item()
            if done == steps or not math.isfinite(loss.item()):
                return


def initial_gradients(config: TranslationConfig, seed: int) -> dict[str, Any]:
    """Measure the gradient norms of an untrained model's decoder layers, on a batch for each seed."""
    batches, vocab_size = load_batches(config)
    torch.manual_seed(seed)
    model = make_transformer(config, vocab_size)
    norms = layer_gradients(model, batches.__getitems__([seed]))
    return {
        "grad_norm/first_layer": norms[0],
        "grad_norm/last_layer": norms[-1],
        "grad_norm/first_over_last": norms[0] / norms[-1],
        "grad_norm/layers": norms,
    }


def begin(config: Mapping[str, Any], seed: int) -> tuple[Transformer, PairBatches, Iterator[float]]:
    """Return a new model, what it learns from, and the losses: it learns as they are asked for."""
    batches, vocab_size = load_batches(config["model"])
    loop = Loop(seed, precision=config["model"].precision)
    model = make_transformer(config["model"], vocab_size)
    losses = learning(
        loop,
        model,
        batches,
        learning_rate=config["learning_rate"],
        warmup=config["warmup"],
        steps=config["steps"],
    )
    return model, batches, losses


def train(config: Mapping[str, Any], seed: int) -> tuple[Transformer, dict[str, Any]]:
    """Train for some steps; return the model, what its loss was and whether the run has failed.

    Args:
        config: `model` (TranslationConfig), and how it learns: `steps`, `learning_rate`, `warmup`.
            A run has failed that ends above the share `failed_above` of the loss of guessing by
            frequency alone.
        seed: of the model and the order of the batches.

    Returns:
        the model; `train/losses`, every tenth, and the mean of the last twenty, `train/loss`, where
        the run came to its end.
    """
    model, batches, learned = begin(config, seed)
    losses = list(learned)
    guessing, last = frequency_loss(batches), losses[-20:]
    finished = len(losses) == config["steps"] and all(map(math.isfinite, last))
    end = sum(last) / len(last) if finished else math.inf
    metrics = {
        "train/losses": [round(loss, 3) for loss in losses[::10] if math.isfinite(loss)],
        "failed": int(end >= config["failed_above"] * guessing),
    }
    return model, metrics | ({"train/loss": end} if finished else {})


def learning_curve(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return the losses of a training, and whether it has failed; arguments as for `train`."""
    return train(config, seed)[1]


def translator(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train, then translate the first `tested` sentences with new values greedily; as `train` else."""
    model, metrics = train(config, seed)
    return metrics | {"values/BLEU": bleu_of_new_values(model, config)}


def bleu_of_new_values(model: Transformer, config: Mapping[str, Any]) -> float:
    """Translate the first `tested` sentences with new values greedily; `config` as for `train`."""
    corpus = read_corpus(config["model"])
    examples = corpus.splits.tests["values"][: config["tested"]]
    translated = translate_all(model, corpus.sentences, examples, BeamSettings(1))
    return bleu(translated, examples, resamples=0).score


def progress(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train, and translate after every `every` steps; else as `translator`.

    Returns:
        `after`: by how many steps, as text, the mean loss of the last `every` and BLEU.
    """
    model, _, learned = begin(config, seed)
    losses: list[float] = []
    after: dict[str, dict[str, float]] = {}
    for loss in learned:
        losses.append(loss)
        if len(losses) % config["every"] == 0:
            last = losses[-config["every"] :]
            after[str(len(losses))] = {
                "train/loss": sum(last) / len(last),
                "values/BLEU": bleu_of_new_values(model, config),
            }
            model.train()
    return {"after": after}


def guess(config: TranslationConfig) -> dict[str, float]:
    """Return the training loss of guessing every token by its frequency."""
    return {"train/loss": frequency_loss(load_batches(config)[0])}


@study(seeds=(0, 1, 2))
def norm_gradients(s: Study) -> None:
    """Measure gradient norms by layer at initialization, post-LN and pre-LN, by depth."""
    for depth in (2, 6, 12):  # gradients at initialization are cheap
        for name, pre_norm in NORMS.items():
            config = replace(CONFIG, num_layers=depth, pre_norm=pre_norm)
            for seed in s.seeds:
                s.measure({"layers": depth, "norm": name}, initial_gradients, config, seed)


@study()
def guessing(s: Study) -> None:
    """Compute the loss of guessing tokens by their frequency, which a run must beat."""
    s.measure("by frequency", guess, CONFIG)


@study(seeds=(0, 1, 2, 3, 4))
def pre_and_post_norm(s: Study) -> None:
    """Train pre-LN and post-LN, with and without warm-up, by depth; count the runs that fail."""
    for depth in (2, 6):
        for name, pre_norm in NORMS.items():
            for warmup in (40, 0):
                config = {
                    "model": replace(CONFIG, num_layers=depth, pre_norm=pre_norm),
                    "steps": 100,
                    "learning_rate": 2e-3,
                    "warmup": warmup,
                    "failed_above": 0.9,
                }
                rises = f"{warmup} steps" if warmup else "none"
                labels = {"layers": depth, "norm": name, "warm-up": rises}
                for seed in s.seeds:
                    s.measure(labels, learning_curve, config, seed)


@study(seeds=(0, 1, 2))
def norm_recovery(s: Study) -> None:
    """Train six layers ten times as long, to see which rate and warm-up let post-LN learn."""
    for name, pre_norm in NORMS.items():
        for learning_rate in (5e-4, 2e-3):
            for warmup in (0, 40, 400):
                config = {
                    "model": replace(CONFIG, num_layers=6, pre_norm=pre_norm),
                    "steps": 1000,
                    "learning_rate": learning_rate,
                    "warmup": warmup,
                    "failed_above": 0.9,
                    "tested": 100,
                }
                rises = f"{warmup} steps" if warmup else "none"
                labels: Labels = {
                    "norm": name,
                    "learning rate": learning_rate,
                    "warm-up": rises,
                }
                for seed in s.seeds:
                    s.measure(labels, translator, config, seed)


@study(seeds=(0, 1, 2))
def norm_convergence(s: Study) -> None:
    """Train what learns of these six times as long again, to see whether post-LN catches up."""
    for name, learning_rate in (
        ("post-LN", 5e-4),
        ("pre-LN", 5e-4),
        ("post-LN", 2e-3),
        ("pre-LN", 2e-3),
    ):
        config = {
            "model": replace(CONFIG, num_layers=6, pre_norm=NORMS[name]),
            "steps": 6000,
            "learning_rate": learning_rate,
            "warmup": 400,
            "every": 1000,
            "tested": 200,
        }
        labels: Labels = {"norm": name, "learning rate": learning_rate}
        for seed in s.seeds:
            s.measure(labels, progress, config, seed)
