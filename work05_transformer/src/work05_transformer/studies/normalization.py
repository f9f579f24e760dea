"""Study A: does layer normalization stand before or behind the residual sum? With warm-up or without?

Xiong et al. 2020 predict the gradients at initialization. In post-LN those of the last layers are
large whatever the depth, and fall towards the first ones; in pre-LN they are small in all layers,
like 1/√depth. So post-LN needs the warm-up and pre-LN does not.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from shared.reporting import save_results
from shared.training import BareRun
from shared.training.config import to_json
from shared.translation import Splits
from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.models.transformer import Transformer
from work05_transformer.studies.earlier import measured_before
from work05_transformer.text.sentences import PADDING, PairBatches, Sentences
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import load_splits, make_transformer

RESULTS = Path(__file__).parents[3] / "results"
STEPS, LEARNING_RATE, WARMUP = 100, 2e-3, 40
DEPTHS = (2, 6, 12)  # gradients at initialization are cheap
TRAINED_DEPTHS = (2, 6)
CONFIG = TranslationConfig(
    train_sentences=4000, d_model=64, num_heads=4, d_ff=256, dropout=0.0, batch_tokens=300
)
FAILED = 0.9
"""A run has failed that ends above this share of the loss of guessing by frequency alone."""

Batch = tuple[Int[Tensor, "pairs source"], Int[Tensor, "pairs target"], Int[Tensor, "pairs target"]]


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
    names = [
        f"decoder.layers.{number}.feed_forward.down.weight"
        for number in range(model.config.num_layers)
    ]
    gradients = {name: parameter.grad for name, parameter in model.named_parameters()}
    return [float(torch.linalg.vector_norm(gradients[name])) for name in names]  # type: ignore[arg-type]


def norm_gradients(seeds: Sequence[int]) -> None:
    """Gradient norms by layer at initialization, post-LN and pre-LN, by depth."""
    splits, sentences = corpus()
    batches = PairBatches(splits.train, sentences, CONFIG.batch_tokens)
    rows: list[dict[str, Any]] = []
    values: dict[str, Any] = {}
    for depth in DEPTHS:
        for pre_norm in (False, True):
            first, last = [], []
            for seed in seeds:
                torch.manual_seed(seed)
                model = make_transformer(
                    dataclasses.replace(CONFIG, num_layers=depth, pre_norm=pre_norm), len(sentences)
                )
                norms = layer_gradients(model, batches.__getitems__([seed]))
                first.append(norms[0])
                last.append(norms[-1])
                if depth == max(DEPTHS):
                    values.setdefault(f"layers, {name(pre_norm)}", []).append(norms)
            ratio = [a / b for a, b in zip(first, last, strict=True)]
            rows.append(
                {
                    "layers": depth,
                    "norm": name(pre_norm),
                    "first layer": first,
                    "last layer": last,
                    "first over last": ratio,
                }
            )
    save_results(
        RESULTS / "norm_gradients.json",
        command="python -m work05_transformer.study norm_gradients",
        rows=rows,
        values=values,
        config=to_json(CONFIG),
        seeds=seeds,
    )


def name(pre_norm: bool) -> str:
    """Name a placement."""
    return "pre-LN" if pre_norm else "post-LN"


def corpus() -> tuple[Splits, Sentences]:
    """Load the corpus of this study."""
    splits = load_splits(CONFIG)
    return splits, Sentences.learn(splits.train, CONFIG.vocab_size)


def learn(
    model: Transformer, batches: PairBatches, seed: int, warmup: int, steps: int = STEPS
) -> list[float]:
    """Train at a constant learning rate, after `warmup` steps in which it rises; return all losses.

    Nothing is clipped. A run whose loss is no longer finite ends there.
    """
    run = BareRun(seed)
    loader = run.loader(batches, 1, training=True)
    optimizer = torch.optim.Adam(
        model.parameters(), LEARNING_RATE, betas=(0.9, 0.98), eps=1e-9, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warmup) if warmup else 1.0
    )
    (trained,) = run.prepare(model)
    losses: list[float] = []
    for _ in run.epochs(-(-steps // len(batches))):
        for batch in run.batches(loader):
            optimizer.zero_grad()
            loss = batch_loss(trained, batch)
            run.backward(loss)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) == steps or not math.isfinite(losses[-1]):
                return losses
    return losses


def pre_and_post_norm(seeds: Sequence[int]) -> None:
    """Training pre-LN and post-LN, with and without warm-up, by depth; how many runs fail."""
    torch.set_num_threads(1)
    splits, sentences = corpus()
    batches = PairBatches(splits.train, sentences, CONFIG.batch_tokens)
    settings = [
        (depth, pre_norm, warmup)
        for depth in TRAINED_DEPTHS
        for pre_norm in (False, True)
        for warmup in (WARMUP, 0)
    ]
    guessing = frequency_loss(batches)
    path = RESULTS / "pre_and_post_norm.json"
    rows, done = measured_before(path, to_json(CONFIG))
    rows = rows or [
        {
            "layers": depth,
            "norm": name(pre_norm),
            "warm-up": f"{warmup} steps" if warmup else "none",
            "loss of the last 20 steps": [],
            "curves": [],
        }
        for depth, pre_norm, warmup in settings
    ]
    for seed in seeds:
        if seed in done:
            continue
        for row, (depth, pre_norm, warmup) in zip(rows, settings, strict=True):
            torch.manual_seed(seed)
            changed = dataclasses.replace(CONFIG, num_layers=depth, pre_norm=pre_norm)
            losses = learn(make_transformer(changed, len(sentences)), batches, seed, warmup)
            row["curves"].append([round(loss, 3) for loss in losses[::10] if math.isfinite(loss)])
            if len(losses) == STEPS:
                row["loss of the last 20 steps"].append(sum(losses[-20:]) / 20)
            learned = sum(end < FAILED * guessing for end in row["loss of the last 20 steps"])
            row["failed"] = f"{len(row['curves']) - learned} of {len(row['curves'])}"
            print(f"seed {seed}: {row}", flush=True)
        done.append(seed)
        save_results(
            path,
            command="python -m work05_transformer.study pre_and_post_norm",
            rows=rows,
            values={
                "steps": STEPS,
                "rate": LEARNING_RATE,
                "loss of guessing by frequency": guessing,
            },
            config=to_json(CONFIG),
            seeds=done,
        )
