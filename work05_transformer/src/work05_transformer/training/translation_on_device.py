"""A Transformer that learns to translate without leaving the device: fra-eng in seconds on a GPU.

What is different from the plain loop in `translation.py`:

1. All pairs are moved to the device once, in tables of a few lengths
   (`shared.translation.pairs_on_device`).
2. Forward and backward are recorded as a CUDA graph for each length, and then started as a whole.
   The optimizer stays outside: its few kernels are started while the device still computes.
3. Nothing is read back before the end of an epoch.
4. Products in bfloat16 on a GPU; weights, sums and the loss stay float32.
5. All seeds share the recordings: new weights are copied to where the old ones were.

The learning rate rises, then falls linearly to 0: a run of few minutes gains by that over the
paper's 1/√step. Label smoothing, Adam's settings and averaged checkpoints are the paper's.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from shared.training.machine.recording import gigabytes_reserved, until_done
from shared.translation import Example, Pair, Splits
from shared.translation.byte_pairs import learn_merges
from shared.translation.pairs_on_device import PairsOnDevice, RecordedSteps
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import translate
from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.models.transformer import Transformer, TransformerConfig, parameter_count
from work05_transformer.text.byte_pairs import WORDS, BytePairs, printable_bytes
from work05_transformer.text.sentences import BEGIN, PADDING, SPECIAL, Sentences
from work05_transformer.training.checkpoint_average import CheckpointAverage

TOGETHER = 1000  # sentences translated side by side


@dataclass(frozen=True)
class OnDeviceConfig:
    """Settings of a translator that is trained on a device.

    Attributes:
        model: its sizes; `vocab_size` is the most that both languages' byte pairs together may make.
        epochs: passes over the training pairs.
        batch_tokens: of a batch on either side, padding included.
        learning_rate: of Adam, at its highest.
        warmup: steps in which it rises.
        smoothing: of the labels.
        clip: the gradient's norm at most.
        averaged: so many of the last checkpoints are averaged.
        average_every: steps between two of them.
        search: how to translate at the end.
    """

    model: TransformerConfig
    epochs: int = 12
    batch_tokens: int = 8192
    learning_rate: float = 1e-3
    warmup: int = 400
    smoothing: float = 0.1
    clip: float = 1.0
    averaged: int = 5
    average_every: int = 50
    search: BeamSettings = field(default_factory=BeamSettings)


def learn_sentences(pairs: Sequence[Pair], vocab_size: int) -> Sentences:
    """Learn what `Sentences.learn` does, from a hundred thousand pairs in seconds."""
    lines = (f" {pair.source}\n {pair.target}" for pair in pairs)
    words = Counter(WORDS.findall("\n".join(lines)))
    stand_ins = printable_bytes()
    counts = {tuple(stand_ins[byte] for byte in word.encode()): n for word, n in words.items()}
    merges = learn_merges(counts, vocab_size - SPECIAL - len(stand_ins))
    symbols = [*stand_ins.values(), *dict.fromkeys(left + right for left, right in merges)]
    return Sentences(BytePairs({s: number for number, s in enumerate(symbols)}, merges))


class TranslationOnDevice:
    """A Transformer, its data and its recorded steps on one device; `fit` trains it for a seed.

    Args:
        config: settings.
        splits: the corpus.
        device: a GPU or the CPU.

    Attributes:
        model: changed in place by each step.
        losses: sum of the losses of the steps so far in this epoch.
        steps: the recorded ones, and how long recording took.
    """

    def __init__(self, config: OnDeviceConfig, splits: Splits, device: torch.device) -> None:
        self.config, self.splits, self.device = config, splits, device
        self.on_gpu = device.type == "cuda"
        started = time.perf_counter()
        self.sentences = learn_sentences(splits.train, config.model.vocab_size)
        encode = self.sentences.encode
        encoded = [(encode(pair.source), encode(pair.target)) for pair in splits.train]
        self.pairs = PairsOnDevice(encoded, config.batch_tokens, device)
        self.prepare_seconds = time.perf_counter() - started
        self.model = self.new_model(0).to(device)
        self.grads = [torch.zeros_like(weight) for weight in self.model.parameters()]
        for weight, grad in zip(self.model.parameters(), self.grads, strict=True):
            weight.grad = grad  # stays at its place
        self.losses = torch.zeros((), device=device)
        self.model.train()
        self.steps = RecordedSteps(self.pairs, self.step)

    def new_model(self, seed: int) -> Transformer:
        """Return the model with the weights that belong to this seed."""
        torch.manual_seed(seed)
        return Transformer(replace(self.config.model, vocab_size=len(self.sentences)))

    def step(self, source: Tensor, target: Tensor) -> None:
        """Compute the gradients of a batch: what is recorded."""
        torch._foreach_zero_(self.grads)
        begin = torch.full_like(target[:, :1], BEGIN)
        # A recorded cast must be part of each step: without the cache.
        with torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.on_gpu, cache_enabled=False
        ):
            logits = self.model(source, torch.cat((begin, target[:, :-1]), dim=1))
        loss = smoothed_cross_entropy(
            logits.flatten(0, 1).float(), target.flatten(), self.config.smoothing, PADDING
        )
        loss.backward()
        self.losses.add_(loss.detach())

    def rate(self, step: int, steps: int) -> float:
        """Return the learning rate of a step of so many, counted from 0."""
        warmup = min(self.config.warmup, steps // 4)
        if step < warmup:
            return self.config.learning_rate * (step + 1) / (warmup + 1)
        return self.config.learning_rate * (steps - step) / (steps - warmup)

    def fit(self, seed: int) -> dict[str, Any]:
        """Train a new model from the start; it stays in `model`, in evaluation mode.

        Returns:
            `seconds` of training, the mean loss of each epoch, and more about the training.
        """
        config = self.config
        self.model.load_state_dict(self.new_model(seed).state_dict())
        self.model.train()
        optimizer = torch.optim.Adam(
            self.model.parameters(), config.learning_rate, betas=(0.9, 0.98), eps=1e-9, fused=True
        )
        checkpoints = CheckpointAverage(config.averaged)
        steps = config.epochs * self.pairs.batches
        last = config.averaged * config.average_every
        done, losses, tokens = 0, [], 0
        until_done(self.device)
        started = time.perf_counter()
        for epoch in range(config.epochs):
            self.losses.zero_()
            for batch_tokens in self.steps.epoch(epoch, seed):
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.clip)
                for group in optimizer.param_groups:
                    group["lr"] = self.rate(done, steps)
                optimizer.step()
                done += 1
                tokens += batch_tokens
                left = steps - done
                if left % config.average_every == 0 and left < last:
                    checkpoints.add(self.model)
            losses.append(self.losses / self.pairs.batches)
        checkpoints.load_into(self.model)
        until_done(self.device)
        seconds = time.perf_counter() - started
        self.model.eval()
        return {
            "seconds": seconds,
            "tokens_per_second": tokens / seconds,
            "prepare_seconds": self.prepare_seconds,
            "compile_seconds": self.steps.compile_seconds,
            "recorded": self.steps.recorded,
            "gigabytes": gigabytes_reserved(self.device),
            "train/losses": [round(loss, 4) for loss in torch.stack(losses).tolist()],
            "steps": steps,
            "pairs": len(self.splits.train) - self.pairs.left_out,
            "left_out": self.pairs.left_out,
            "parameters": parameter_count(self.model),
        }

    def translate(self, examples: Sequence[Example]) -> list[str]:
        """Translate the sources of examples."""
        sources = [example.source for example in examples]
        return translate(self.model, self.sentences, sources, self.config.search, TOGETHER)
