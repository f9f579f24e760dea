"""Training a small GPT: the model, its optimizers, the loop, the run behind `python train.py`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from shared.training import Loop, Run
from shared.training.begun_with import DATA_FILE, keep
from work05_transformer.decoding.generation import generate_text
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.layers.muon import Muon
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.transformer import parameter_count
from work05_transformer.models.weights import save_config
from work05_transformer.text.corpus import Corpus, RandomWindows, load_corpus
from work05_transformer.training.config import TrainConfig

VALIDATED_TOKENS = 20_000  # of the validation text in every round; at the end all are predicted


def make_model(config: TrainConfig, vocab_size: int) -> GPT:
    """Build the model.

    With `zero_outputs`, the last matrix of each attention and feed-forward network starts at zero,
    and so do the logits where they are not tied: the first steps use the residual path alone, and
    the first loss is exactly log(vocab_size).
    """
    model = GPT(config.model(vocab_size))
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
    return [Muon(matrices, config.muon_learning_rate), adamw]


def learning_rate_factor(config: TrainConfig, step: int) -> float:
    """Return the factor of the learning rates at a step: a rise, then a fall."""
    if step < config.warmup:
        return (step + 1) / (config.warmup + 1)
    progress = (step - config.warmup) / max(1, config.steps - config.warmup)
    if config.schedule == "linear":
        return max(0.0, 1 - progress)
    return 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def fit(loop: Loop, config: TrainConfig, model: GPT, corpus: Corpus) -> GPT:
    """Train a model on a corpus; validate it on part of the validation text.

    Returns:
        the model, in evaluation mode.
    """
    optimizers = make_optimizers(config, model)
    schedules = [
        LambdaLR(each, lambda step: learning_rate_factor(config, step)) for each in optimizers
    ]
    count = config.steps // config.rounds * config.batch_size
    windows = RandomWindows(corpus.train, config.context, count, loop.seed)
    loader = loop.loader(windows, config.batch_size, training=True)
    first, *others = optimizers
    prepared: tuple[Any, ...] = loop.prepare(model, first, *others, *schedules)
    trained, optimizers = prepared[0], list(prepared[1 : 1 + len(optimizers)])

    for _ in loop.epochs(config.rounds):
        trained.train()
        for tokens, targets in loop.batches(loader):
            for optimizer in optimizers:
                optimizer.zero_grad()
            logits = trained(tokens)
            loss = cross_entropy(logits.flatten(0, 1).float(), targets.flatten())
            loop.backward(loss)
            loop.clip_gradients(1.0)
            for optimizer, schedule in zip(optimizers, schedules, strict=True):
                optimizer.step()
                schedule.step()
        model.eval()  # what `trained` wraps, where there are several processes
        prediction = predict_text(model, corpus.validation[: VALIDATED_TOKENS + 1])
        loop.log({"train/loss": loop.epoch_loss(), "valid/loss": prediction.loss})
        show_sample(loop, model, corpus)
    return model.eval()


def show_sample(loop: Loop, model: GPT, corpus: Corpus, tokens: int = 80) -> None:
    """Print what the model writes behind the first line of the validation text."""
    line, end, _ = corpus.tokenizer.decode(corpus.validation[:100].tolist()).partition("\n")
    prompt = line.removesuffix("\N{REPLACEMENT CHARACTER}") + end
    continuation = "".join(
        generate_text(model, corpus.tokenizer, prompt, tokens, Sampling(0.8, top_p=0.95))
    )
    loop.say("\n".join("    | " + line for line in (prompt + continuation).splitlines()))


def train(config: TrainConfig) -> Path:
    """Train a small GPT on a text and show what it writes as it learns.

    The run folder holds the weights and the tokenizer: `python generate.py "…" --model FOLDER`.
    """
    corpus = load_corpus(config.corpus, config.tokenizer, config.vocab_size, config.context)
    with Run(config, name="gpt") as run:
        model = make_model(config, len(corpus.tokenizer))
        run.say(
            f"{corpus.description}: {len(corpus.train):,} tokens of {len(corpus.tokenizer):,} "
            f"kinds to learn from; {parameter_count(model):,} parameters"
        )
        tokens = [corpus.tokenizer.token_bytes(number) for number in range(len(corpus.tokenizer))]
        keep(run, DATA_FILE, {}, tokens, corpus.train, corpus.validation)
        model = fit(run, config, model, corpus)
        if run.is_main:
            save_config(model.config, run.folder)
            corpus.tokenizer.save(run.folder)
        final = predict_text(model, corpus.validation)
        bits = final.loss_sum / math.log(2)
        run.finish(
            {
                "valid/loss": final.loss,
                "valid/bits_per_character": bits / corpus.validation_characters,
            }
        )
    return run.folder
