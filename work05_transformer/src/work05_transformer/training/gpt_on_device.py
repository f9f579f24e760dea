"""A small GPT that learns without leaving the device: Tiny Shakespeare in half a minute on a GPU.

What is different from the plain loop in `gpt.py`:

1. The text is on the device; windows are drawn there.
2. Forward and backward are recorded as a CUDA graph, and then started as a whole. The optimizers
   stay outside: their kernels are started while the device still computes.
3. Nothing is read back but at a validation.
4. Products in bfloat16 on a GPU; weights, sums and the loss stay float32.
5. All seeds share the recording: new weights are copied to where the old ones were.

A text of a million characters is read fifty times: what decides is how a model does not learn it by
heart. Beside dropout and weight decay, a running mean of the weights is what is validated, and the
best of all validations is kept, as nanoGPT keeps its best checkpoint.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.training.machine.recording import gigabytes_reserved, recorded, until_done
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.layers.muon import Muon
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.transformer import parameter_count
from work05_transformer.text.corpus import Corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import learning_rate_factor, make_model, make_optimizers


@dataclass(frozen=True)
class OnDeviceGPT:
    """What a training on a device has beyond a TrainConfig; `rounds` are its validations.

    Attributes:
        training: the settings.
        muon_weight_decay: of the blocks' matrices.
        averaging: share of the old in the running mean of the weights; 0 validates the weights.
        clip: the gradient's norm at most.
    """

    training: TrainConfig
    muon_weight_decay: float = 0.0
    averaging: float = 0.0
    clip: float = 1.0


class GPTOnDevice:
    """A model, its text and its recorded step on one device; `fit` trains it anew for each seed.

    Args:
        config: settings.
        corpus: the text.
        device: a GPU or the CPU.

    Attributes:
        model: changed in place by each step.
        losses: sum of the losses of the steps since the last validation.
        compile_seconds: what recording took.
        recorded: whether a step is a CUDA graph.
    """

    def __init__(self, config: OnDeviceGPT, corpus: Corpus, device: torch.device) -> None:
        self.config, self.corpus, self.device = config, corpus, device
        self.on_gpu = device.type == "cuda"
        training = config.training
        self.text, self.validation = corpus.train.to(device), corpus.validation.to(device)
        self.places = torch.arange(training.context + 1, device=device)
        self.model = self.new_model(0).to(device)
        self.weights: list[Tensor] = list(self.model.parameters())
        self.grads = [torch.zeros_like(weight) for weight in self.weights]
        for weight, grad in zip(self.weights, self.grads, strict=True):
            weight.grad = grad  # stays at its place
        self.losses = torch.zeros((), device=device)
        # What a step reads stays at its place, too.
        self.windows = self.text[: training.context + 1].repeat(training.batch_size, 1)
        started = time.perf_counter()
        self.model.train()
        self.step, self.recorded = recorded(self.gradients, device)
        until_done(self.device)
        self.compile_seconds = time.perf_counter() - started

    def new_model(self, seed: int) -> GPT:
        """Return the model with the weights that belong to this seed."""
        torch.manual_seed(seed)
        return make_model(self.config.training, len(self.corpus.tokenizer))

    def gradients(self) -> None:
        """Compute the gradients of the batch in `windows`: what is recorded."""
        torch._foreach_zero_(self.grads)
        # A recorded cast must be part of each step: without the cache.
        with torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.on_gpu, cache_enabled=False
        ):
            logits = self.model(self.windows[:, :-1])
        loss = cross_entropy(logits.flatten(0, 1).float(), self.windows[:, 1:].flatten())
        loss.backward()
        self.losses.add_(loss.detach())

    def draw(self, generator: torch.Generator) -> Int[Tensor, "batch context+1"]:
        """Return windows that start anywhere in the text."""
        last = len(self.text) - len(self.places)
        starts = torch.randint(
            last + 1, (len(self.windows), 1), generator=generator, device=self.device
        )
        return self.text[starts + self.places]

    def fit(self, seed: int) -> dict[str, Any]:
        """Train a new model from the start; the best one stays in `model`.

        Returns:
            `seconds` of training and validations, the losses, and more about the training.
        """
        config, training = self.config, self.config.training
        self.model.load_state_dict(self.new_model(seed).state_dict())
        optimizers = make_optimizers(training, self.model)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["peak"] = group["lr"]
                if isinstance(optimizer, Muon):
                    group["weight_decay"] = config.muon_weight_decay
        generator = torch.Generator(self.device).manual_seed(seed)
        mean = [weight.detach().clone() for weight in self.weights]
        best: tuple[float, int, list[Tensor]] = (float("inf"), 0, mean)
        losses, valid = [], []
        between = training.steps // training.rounds
        self.losses.zero_()
        until_done(self.device)
        started = time.perf_counter()
        for done in range(1, training.steps + 1):
            self.model.train()
            self.windows.copy_(self.draw(generator))
            self.step()
            torch.nn.utils.clip_grad_norm_(self.weights, config.clip)
            factor = learning_rate_factor(training, done - 1)
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = group["peak"] * factor
                optimizer.step()
            # Early on the mean is over fewer steps, or it would hold the random weights.
            old = min(config.averaging, (done - 1) / (done + 9))
            with torch.no_grad():
                torch._foreach_lerp_(mean, self.weights, 1 - old)
            if done % between == 0:
                losses.append(self.losses.item() / between)
                self.losses.zero_()
                valid.append(self.validated(mean))
                if valid[-1] < best[0]:
                    best = (valid[-1], done, [weight.clone() for weight in mean])
        until_done(self.device)
        seconds = time.perf_counter() - started
        self.put(best[2])
        self.model.eval()
        return {
            "valid/loss": best[0],
            "valid/last/loss": valid[-1],
            "best_step": best[1],
            "valid/losses": [round(loss, 4) for loss in valid],
            "train/losses": [round(loss, 4) for loss in losses],
            "seconds": seconds,
            "tokens_per_second": training.steps * self.windows[:, 1:].numel() / seconds,
            "compile_seconds": self.compile_seconds,
            "recorded": self.recorded,
            "gigabytes": gigabytes_reserved(self.device),
            "steps": training.steps,
            "parameters": parameter_count(self.model),
        }

    def validated(self, mean: list[Tensor]) -> float:
        """Return the loss on the whole validation text with these weights."""
        own = [weight.detach().clone() for weight in self.weights]
        self.put(mean)
        self.model.eval()
        loss = predict_text(self.model, self.validation).loss
        self.put(own)
        return loss

    @torch.no_grad()
    def put(self, weights: list[Tensor]) -> None:
        """Give the model these weights."""
        for place, values in zip(self.weights, weights, strict=True):
            place.copy_(values)
