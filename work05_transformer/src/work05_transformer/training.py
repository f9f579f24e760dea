"""Training a small GPT: the settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from shared.training import BareRun, Run, RunConfig
from work05_transformer.corpus import Corpus, RandomWindows, load_corpus
from work05_transformer.errors import ModelError
from work05_transformer.generation import generate_text
from work05_transformer.gpt2 import GPT, GPTConfig
from work05_transformer.muon import Muon
from work05_transformer.perplexity import predict_text
from work05_transformer.sampling import Sampling
from work05_transformer.transformer import parameter_count
from work05_transformer.weights import save_config

WATCHED_TOKENS = 20_000  # of the validation text, predicted while training; all are at the end


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a small GPT."""

    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Of the products; the weights are float32 in any case."""
    corpus: str = "python"
    """python (the source of the standard library), shakespeare (fetched), or a text file."""
    tokenizer: Literal["characters", "byte-pairs"] = "byte-pairs"
    """What a token is."""
    vocabulary: int = 1024
    """How many tokens byte pairs may make."""
    context: int = 128
    """Tokens that the model sees."""
    width: int = 128
    """Features of a token."""
    layers: int = 4
    """Blocks of attention and feed-forward network."""
    heads: int = 4
    """Of the attention."""
    positions: Literal["learned", "rotary"] = "rotary"
    """Vectors added to the embeddings, or rotations of queries and keys."""
    tied: bool = False
    """Let the embeddings make the logits too."""
    zero_outputs: bool = True
    """Start with blocks and logits that add nothing."""
    dropout: float = 0.0
    """Probability to drop a feature. A text read less than once needs none."""
    steps: int = 1500
    """Optimizer steps."""
    batch_size: int = 16
    """Windows in a step."""
    optimizer: Literal["muon", "adamw"] = "muon"
    """muon: for the blocks' matrices, with AdamW for all other parameters."""
    matrix_rate: float = 0.02
    """Muon's learning rate, at its highest."""
    learning_rate: float = 1e-2
    """AdamW's learning rate, at its highest."""
    weight_decay: float = 0.0
    """Of AdamW, for matrices."""
    schedule: Literal["linear", "cosine"] = "linear"
    """After the warm-up: linearly to 0, or by a cosine to a tenth."""
    warmup: int = 100
    """Steps in which the learning rates rise."""
    rounds: int = 10
    """So often, evenly, the model is validated and writes a sample."""

    @classmethod
    def smoke_test(cls) -> Self:
        """Twenty steps of a tiny model on a small part of the standard library."""
        return cls(
            smoke=True, corpus="sample", vocabulary=300, context=32, width=32, layers=2, heads=2,
            steps=20, warmup=5, rounds=2,
        )  # fmt: skip


def make_model(config: TrainConfig, vocabulary: int) -> GPT:
    """Build the model.

    With `zero_outputs`, the last matrix of each attention and feed-forward network starts at zero,
    and so do the logits where they are not tied: the first steps see the residual path alone, and
    the first loss is exactly log(vocabulary).
    """
    model = GPT(
        GPTConfig(
            vocabulary=vocabulary,
            context=config.context,
            width=config.width,
            layers=config.layers,
            heads=config.heads,
            dropout=config.dropout,
            positions=config.positions,
            tied=config.tied,
        )
    )
    if config.zero_outputs:
        for name, parameter in model.named_parameters():
            if name.endswith(("attention.output.weight", "down.weight", "head.weight")):
                nn.init.zeros_(parameter)
    return model


def make_optimizers(config: TrainConfig, model: GPT) -> list[Optimizer]:
    """Make AdamW for all parameters, or Muon for the blocks' matrices and AdamW for the rest."""
    blocks = {id(p) for p in model.blocks.parameters() if p.dim() == 2}
    others = [p for p in model.parameters() if config.optimizer == "adamw" or id(p) not in blocks]
    groups = [
        {"params": [p for p in others if p.dim() >= 2], "weight_decay": config.weight_decay},
        {"params": [p for p in others if p.dim() < 2], "weight_decay": 0.0},
    ]
    adamw = torch.optim.AdamW(groups, config.learning_rate, betas=(0.9, 0.99), fused=True)
    if config.optimizer == "adamw":
        return [adamw]
    matrices = [p for p in model.blocks.parameters() if p.dim() == 2]
    return [Muon(matrices, config.matrix_rate), adamw]


def rate_factor(config: TrainConfig, step: int) -> float:
    """Return the factor of the learning rates at a step: a rise, then a fall."""
    if step < config.warmup:
        return (step + 1) / (config.warmup + 1)
    progress = (step - config.warmup) / max(1, config.steps - config.warmup)
    if config.schedule == "linear":
        return max(0.0, 1 - progress)
    return 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def fit(run: Run | BareRun, config: TrainConfig, model: GPT, corpus: Corpus) -> GPT:
    """Train a model on a corpus; watch it on part of the validation text.

    Returns:
        the model, in evaluation mode.
    """
    optimizers = make_optimizers(config, model)
    schedules = [LambdaLR(each, lambda step: rate_factor(config, step)) for each in optimizers]
    count = config.steps // config.rounds * config.batch_size
    windows = RandomWindows(corpus.train, config.context, count)
    loader = run.loader(windows, config.batch_size, training=True)
    first, *others = optimizers
    prepared: tuple[Any, ...] = run.prepare(model, first, *others, *schedules)
    trained, optimizers = prepared[0], list(prepared[1 : 1 + len(optimizers)])

    for _ in run.epochs(config.rounds):
        trained.train()
        for tokens, targets in run.batches(loader):
            for optimizer in optimizers:
                optimizer.zero_grad()
            logits = trained(tokens)
            loss = cross_entropy(logits.flatten(0, 1).float(), targets.flatten())
            run.backward(loss)
            run.clip_gradients(1.0)
            for optimizer, schedule in zip(optimizers, schedules, strict=True):
                optimizer.step()
                schedule.step()
        model.eval()  # what `trained` wraps, where there are several processes
        watched = predict_text(model, corpus.validation[: WATCHED_TOKENS + 1])
        run.log({"train/loss": run.epoch_loss(), "valid/loss": watched.loss})
        if isinstance(run, Run):
            show_sample(run, model, corpus)
    return model.eval()


def show_sample(run: Run, model: GPT, corpus: Corpus, tokens: int = 80) -> None:
    """Print what the model writes behind the first line of the validation text."""
    prompt = corpus.tokenizer.decode(corpus.validation[:100].tolist()).partition("\n")[0] + "\n"
    room = model.config.context // 2
    shown = corpus.tokenizer.decode(corpus.tokenizer.encode(prompt)[-room:])
    written = "".join(
        generate_text(model, corpus.tokenizer, shown, tokens, Sampling(0.8, top_p=0.95))
    )
    run.say("\n".join("    | " + line for line in (shown + written).splitlines()))


def train(config: TrainConfig) -> Path:
    """Train a small GPT on a text and show what it writes as it learns.

    The run folder holds the weights and the tokenizer: `python generate.py "…" --model FOLDER`.
    """
    if not 1 <= config.rounds <= config.steps:
        raise ModelError(
            f"{config.rounds} rounds of {config.steps} steps: give each round at least one step"
        )
    corpus = load_corpus(config.corpus, config.tokenizer, config.vocabulary, config.context)
    with torch.device("meta"):
        make_model(config, len(corpus.tokenizer))  # refuses impossible sizes before a run begins
    with Run(config, name="gpt") as run:
        model = make_model(config, len(corpus.tokenizer))
        run.say(
            f"{corpus.description}: {len(corpus.train):,} tokens of {len(corpus.tokenizer):,} "
            f"kinds to learn from; {parameter_count(model):,} parameters"
        )
        model = fit(run, config, model, corpus)
        if run.is_main:
            save_config(model.config, run.folder)
            corpus.tokenizer.save(run.folder)
        final = predict_text(model, corpus.validation)
        run.finish(
            {
                "validation loss (nats a token)": final.loss,
                "validation bits a character": final.loss_sum
                / (corpus.validation_characters * math.log(2)),
            }
        )
    return run.folder
