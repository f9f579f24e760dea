"""A translator that learns without leaving the device: fra-eng in half a minute on a GPU.

What is different from the plain loop in `loop.py`:

1. All pairs are moved to the device once, in tables of a few lengths
   (`shared.translation.pairs_on_device`).
2. A recurrent network is many small kernels one after the other: some thousand for a batch. Forward
   and backward are recorded as a CUDA graph for each length, and then started as a whole. The
   optimizer stays outside: its few kernels are started while the device still computes.
3. Nothing is read back before the end.
4. All seeds share the recordings: new weights are copied to where the old ones were.

The loss may have smoothed labels (Szegedy et al. 2016, section 7), and the learning rate rises before
it falls: batches of a thousand pairs want a high one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training.machine.recording import gigabytes_reserved, until_done
from shared.translation import Example, Splits
from shared.translation.pairs_on_device import PairsOnDevice, RecordedSteps
from work04_grconv.data.pairs import encode_pairs, learn_languages
from work04_grconv.text.vocabulary import PAD
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import make_translator
from work04_grconv.training.schedule import half_cosine
from work04_grconv.translation.inference import translate
from work04_grconv.translation.translator import Translator


@dataclass(frozen=True)
class OnDeviceConfig:
    """What a training on a device has beyond a TrainConfig, whose `batch_size` is not used.

    Attributes:
        training: the settings.
        batch_tokens: of a batch on either side, padding included.
        warmup: steps in which the learning rate rises.
        smoothing: share of the target's probability that is spread over all tokens.
    """

    training: TrainConfig
    batch_tokens: int = 8192
    warmup: int = 200
    smoothing: float = 0.1


class TranslatorOnDevice:
    """A translator, its data and its recorded steps on one device; `fit` trains it for a seed.

    Args:
        config: settings.
        splits: the corpus.
        device: a GPU or the CPU.

    Attributes:
        translator: changed in place by each step.
        losses: sum of the losses of the steps so far in this epoch.
        steps: the recorded ones, and how long recording took.
    """

    def __init__(self, config: OnDeviceConfig, splits: Splits, device: torch.device) -> None:
        self.config, self.splits, self.device = config, splits, device
        training = config.training
        started = time.perf_counter()
        self.languages = learn_languages(
            splits.train,
            training.unit,
            size=training.vocabulary,
            merges=training.merges,
            lowercase=training.lowercase,
        )
        encoded, self.left_out = encode_pairs(splits.train, self.languages, training.longest)
        both = list(zip(encoded.sources, encoded.targets, strict=True))
        self.pairs = PairsOnDevice(both, config.batch_tokens, device)
        self.left_out += self.pairs.left_out
        self.prepare_seconds = time.perf_counter() - started
        self.translator = self.new_translator(0).to(device)
        self.weights = list(self.translator.parameters())
        self.grads = [torch.zeros_like(weight) for weight in self.weights]
        for weight, grad in zip(self.weights, self.grads, strict=True):
            weight.grad = grad  # stays at its place
        self.losses = torch.zeros((), device=device)
        self.translator.train()
        self.steps = RecordedSteps(self.pairs, self.step)

    def new_translator(self, seed: int) -> Translator:
        """Return the translator with the weights that belong to this seed."""
        torch.manual_seed(seed)
        return make_translator(self.config.training, self.languages)

    def step(self, source: Tensor, target: Tensor) -> None:
        """Compute the gradients of a batch: what is recorded."""
        torch._foreach_zero_(self.grads)
        lengths = (source != PAD).sum(dim=1)
        logits = self.translator(source, lengths, target[:, :-1])
        loss = cross_entropy(
            logits.flatten(0, 1),
            target[:, 1:].flatten(),
            ignore_index=PAD,
            label_smoothing=self.config.smoothing,
        )
        loss.backward()
        self.losses.add_(loss.detach())

    def rate(self, step: int, steps: int) -> float:
        """Return the learning rate of a step of so many, counted from 0."""
        warmup = min(self.config.warmup, steps // 4)
        rising = min(1.0, (step + 1) / (warmup + 1))
        return self.config.training.learning_rate * rising * half_cosine(step, steps=steps)

    def fit(self, seed: int) -> dict[str, Any]:
        """Train a new translator from the start; it stays in `translator`, in evaluation mode.

        Returns:
            `seconds` of training, the mean loss of each epoch, and more about the training.
        """
        training = self.config.training
        self.translator.load_state_dict(self.new_translator(seed).state_dict())
        self.translator.train()
        optimizer = torch.optim.Adam(self.weights, training.learning_rate, fused=True)
        steps = training.epochs * self.pairs.batches
        done, losses, tokens = 0, [], 0
        until_done(self.device)
        started = time.perf_counter()
        for epoch in range(training.epochs):
            self.losses.zero_()
            for batch_tokens in self.steps.epoch(epoch, seed):
                torch.nn.utils.clip_grad_norm_(self.weights, training.clip)
                for group in optimizer.param_groups:
                    group["lr"] = self.rate(done, steps)
                optimizer.step()
                done += 1
                tokens += batch_tokens
            losses.append(self.losses / self.pairs.batches)
        until_done(self.device)
        seconds = time.perf_counter() - started
        self.translator.eval()
        return {
            "seconds": seconds,
            "tokens_per_second": tokens / seconds,
            "prepare_seconds": self.prepare_seconds,
            "compile_seconds": self.steps.compile_seconds,
            "recorded": self.steps.recorded,
            "gigabytes": gigabytes_reserved(self.device),
            "train/losses": [round(loss, 4) for loss in torch.stack(losses).tolist()],
            "steps": steps,
            "pairs": len(self.splits.train) - self.left_out,
            "left_out": self.left_out,
            "parameters": sum(weight.numel() for weight in self.weights),
        }

    def translate(self, examples: Sequence[Example]) -> list[str]:
        """Translate the sources of examples."""
        sources = [example.source for example in examples]
        return translate(self.translator, self.languages, sources, beam=self.config.training.beam)
