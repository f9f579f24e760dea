"""Networks that learn CIFAR-10 without leaving the device.

What is different from the plain loop in `images.py`:

1. The images are moved to the device once, as bytes with a black border; crops and mirror images are
   one look-up there.
2. Forward and backward are recorded as a CUDA graph, and then started as a whole. The optimizer
   stays outside: its few kernels are started while the device still computes.
3. Nothing is read back before the end.
4. Products in bfloat16 on a GPU; weights, sums and the loss stay float32.
5. All seeds share the recording: new weights are copied to where the old ones were.

The recipe is the field's for small images (Touvron et al. 2021, table 9, without what needs long
training): AdamW, a warm-up and half a cosine, label smoothing, mixup.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from shared.training.machine.recording import gigabytes_reserved, recorded, until_done
from work05_transformer.models.transformer import parameter_count
from work05_transformer.training.images import Images, normalize

BORDER = 4  # black pixels on each side, of which a crop may have some
EVALUATED = 1000  # images at a time


@dataclass(frozen=True)
class OnDeviceImages:
    """Settings of a training on a device.

    Attributes:
        network: its name, which says how to build it.
        images: to learn from, the first so many.
        epochs: passes over them.
        batch_size: images in a step; what is left over in an epoch is not used in it.
        learning_rate: of AdamW, at its highest.
        weight_decay: of AdamW.
        smoothing: of the labels.
        mixup: α of the Beta distribution from which the share of the second image comes; 0: none.
    """

    network: str
    images: int
    epochs: int
    batch_size: int = 500
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    smoothing: float = 0.1
    mixup: float = 0.2


def crops(
    bordered: UInt8[Tensor, "images 3 height width"],
    rows: Int[Tensor, " batch"],
    generator: torch.Generator,
) -> UInt8[Tensor, "batch 3 side side"]:
    """Return some images, each cropped somewhere else and half of them mirrored.

    Args:
        bordered: all images with BORDER more pixels on each side.
        rows: numbers of images.
        generator: of the images' device.
    """
    count, device = len(rows), bordered.device
    side = bordered.shape[-1] - 2 * BORDER
    places = torch.arange(side, device=device)
    top, left = torch.randint(
        2 * BORDER + 1, (2, count, 1), generator=generator, device=device
    ).unbind()
    mirrored = torch.rand(count, 1, generator=generator, device=device) < 0.5
    across = torch.where(mirrored, side - 1 - places, places) + left
    down = places + top
    chosen = bordered[rows[:, None, None], :, down[:, :, None], across[:, None, :]]
    return chosen.movedim(-1, 1)


class ImagesOnDevice:
    """A network, its images and its recorded step on one device; `fit` trains it for a seed.

    Args:
        config: settings.
        build: makes the network with new weights.
        train, test: images and labels.
        device: a GPU or the CPU.

    Attributes:
        network: changed in place by each step.
        losses: sum of the losses of the steps so far in this epoch.
        compile_seconds: what recording took.
        recorded: whether a step is a CUDA graph.
    """

    def __init__(
        self,
        config: OnDeviceImages,
        build: Callable[[], nn.Module],
        train: Images,
        test: Images,
        device: torch.device,
    ) -> None:
        self.config, self.build, self.device = config, build, device
        self.on_gpu = device.type == "cuda"
        pixels, labels = (part[: config.images].to(device) for part in train)
        self.bordered, self.labels = pad(pixels, (BORDER,) * 4), labels
        self.test_pixels, self.test_labels = (part.to(device) for part in test)
        self.network = self.new_network(0).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.weights = list(self.network.parameters())
        self.grads = [torch.zeros_like(weight) for weight in self.weights]
        for weight, grad in zip(self.weights, self.grads, strict=True):
            weight.grad = grad  # stays at its place
        self.losses = torch.zeros((), device=device)
        # What a step reads stays at its place, too.
        self.batch = normalize(pixels[: config.batch_size]).clone(memory_format=torch.channels_last)
        self.targets = labels[: config.batch_size].clone()
        self.share = torch.ones((), device=device)
        started = time.perf_counter()
        self.network.train()
        self.step, self.recorded = recorded(self.gradients, device)
        until_done(self.device)
        self.compile_seconds = time.perf_counter() - started

    def new_network(self, seed: int) -> nn.Module:
        """Return the network with the weights that belong to this seed."""
        torch.manual_seed(seed)
        return self.build()

    def precision(self) -> torch.autocast:
        """Return a context in which products are in bfloat16 on a GPU."""
        # A recorded cast must be part of each step: without the cache.
        return torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.on_gpu, cache_enabled=False
        )

    def gradients(self) -> None:
        """Compute the gradients of `batch`, each image blended with its neighbor: what is recorded."""
        torch._foreach_zero_(self.grads)
        mixed = torch.lerp(self.batch.roll(1, 0), self.batch, self.share)
        with self.precision():
            logits = self.network(mixed)
        own, others = (
            cross_entropy(logits.float(), labels, label_smoothing=self.config.smoothing)
            for labels in (self.targets, self.targets.roll(1))
        )
        loss = torch.lerp(others, own, self.share)
        loss.backward()
        self.losses.add_(loss.detach())

    def rate(self, step: int, steps: int) -> float:
        """Return the learning rate: a rise over a tenth of the steps, then half a cosine."""
        warmup = steps / 10
        rising = min(1.0, (step + 1) / warmup)
        falling = math.cos(math.pi / 2 * max(0.0, step - warmup) / (steps - warmup)) ** 2
        return self.config.learning_rate * rising * falling

    def fit(self, seed: int) -> dict[str, Any]:
        """Train a new network from the start, and count what it gets right.

        Returns:
            `seconds` of training, the mean loss of each epoch, and more about the training.
        """
        config = self.config
        self.network.load_state_dict(self.new_network(seed).state_dict())
        self.network.train()
        optimizer = torch.optim.AdamW(
            self.weights, config.learning_rate, weight_decay=config.weight_decay, fused=True
        )
        generator = torch.Generator(self.device).manual_seed(seed)
        size = len(self.batch)
        per_epoch = len(self.labels) // size
        steps = config.epochs * per_epoch
        shares = self.shares(seed, steps)
        done, losses = 0, []
        until_done(self.device)
        started = time.perf_counter()
        for _ in range(config.epochs):
            self.losses.zero_()
            order = torch.randperm(len(self.labels), generator=generator, device=self.device)
            for rows in order[: per_epoch * size].split(size):
                self.batch.copy_(normalize(crops(self.bordered, rows, generator)))
                self.targets.copy_(self.labels[rows])
                self.share.copy_(shares[done])
                self.step()
                torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
                for group in optimizer.param_groups:
                    group["lr"] = self.rate(done, steps)
                optimizer.step()
                done += 1
            losses.append(self.losses / per_epoch)
        until_done(self.device)
        seconds = time.perf_counter() - started
        return {
            "test/accuracy": self.accuracy(),
            "seconds": seconds,
            "images_per_second": steps * size / seconds,
            "compile_seconds": self.compile_seconds,
            "recorded": self.recorded,
            "gigabytes": gigabytes_reserved(self.device),
            "train/losses": [round(loss, 4) for loss in torch.stack(losses).tolist()],
            "steps": steps,
            "parameters": parameter_count(self.network),
        }

    def shares(self, seed: int, steps: int) -> Float[Tensor, " steps"]:
        """Draw how much of each image there is in the blends of each step."""
        if not self.config.mixup:
            return torch.ones(steps, device=self.device)
        drawn = np.random.default_rng(seed).beta(self.config.mixup, self.config.mixup, steps)
        return torch.from_numpy(drawn).float().to(self.device)

    @torch.no_grad()
    def accuracy(self) -> float:
        """Return the share of test images that are recognized."""
        self.network.eval()
        right = torch.zeros((), device=self.device)
        parts = self.test_pixels.split(EVALUATED), self.test_labels.split(EVALUATED)
        for pixels, labels in zip(*parts, strict=True):
            with self.precision():
                right += (self.network(normalize(pixels)).argmax(dim=1) == labels).sum()
        return right.item() / len(self.test_labels)
