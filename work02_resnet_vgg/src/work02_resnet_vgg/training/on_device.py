"""The degradation experiment as a GPU likes it: the paper's schedule in minutes.

A step of these small networks is some hundred kernels of a few microseconds each. In `loop.py` the GPU
spends most of the time waiting for Python to start the next one. Here it never waits:

1. All images are on the device, normalized and padded; a batch is one look-up, whose indices crop and
   mirror.
2. The whole step (drawing, forward, backward, SGD of every network) is recorded as a CUDA graph, and
   started as a whole. So whatever changes between steps is a tensor on the device: the step's number,
   and the learning rate that follows from it.
3. No network reads another's weights: each has a stream of its own, and they really run side by side.

Networks, split, schedule and augmentation are those of `loop.py` (He et al. 2015, section 4.2). As in
the paper, the mean of each pixel is subtracted. It is done before the crop, so that the border that a
crop may show is the mean color here, and black there. What is left over of an epoch is not used in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from shared.training.machine.recording import fastest_algorithms, recorded, until_done
from work02_resnet_vgg.data import Images, Splits
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import make_networks

EVALUATED = 1000  # images at a time
RECORDS = 24  # of the errors during training


@torch.no_grad()
def sgd_(
    parameters: list[Tensor],
    gradients: list[Tensor],
    velocities: list[Tensor],
    rate: Float[Tensor, ""],
    momentum: float,
    weight_decay: float,
) -> None:
    """Take a step of SGD with momentum, as torch.optim.SGD does, with a learning rate on the device."""
    decayed = torch._foreach_add(gradients, parameters, alpha=weight_decay)
    torch._foreach_mul_(velocities, momentum)
    torch._foreach_add_(velocities, decayed)
    torch._foreach_sub_(parameters, torch._foreach_mul(velocities, rate))


class SideBySide:
    """Plain and residual networks that train side by side on one device.

    Args:
        config: the settings; `steps` count, not its epochs.
        splits: the images.
        steps: how many there will be.
        device: where all of it is.

    Attributes:
        networks: by name.
        velocities: of each network's parameters.
        number: of the next step.
    """

    def __init__(
        self, config: TrainConfig, splits: Splits, steps: int, device: torch.device
    ) -> None:
        self.config, self.steps, self.device = config, steps, device
        train = splits.train.pixels.to(device).float()
        self.mean, self.scale = train.mean(dim=0), train.std()
        self.side, self.padding = train.shape[1], splits.train.padding
        ring = (0, 0, *4 * [self.padding])
        self.padded: Float[Tensor, "image row column 3"] = pad(self.normalized(train), ring)
        self.labels = splits.train.labels.to(device)
        self.held_out = {
            name: (self.normalized(images.pixels.to(device).float()), images.labels.to(device))
            for name, images in held_out(splits).items()
        }
        self.batch_size = min(config.batch_size, len(self.labels))
        self.per_epoch = len(self.labels) // self.batch_size

        torch.manual_seed(config.seed)
        twins = make_networks(config).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.networks: nn.ModuleDict = twins.networks.train()
        self.velocities = [
            [torch.zeros_like(p) for p in network.parameters()]
            for network in self.networks.values()
        ]
        # What a step reads and writes stays at its place.
        self.number = torch.zeros((), dtype=torch.long, device=device)
        self.order = torch.arange(len(self.labels), device=device)
        self.in_batch = torch.arange(self.batch_size, device=device)
        self.across = torch.arange(self.side, device=device)
        on_gpu = device.type == "cuda"
        self.streams = [torch.cuda.Stream(device) for _ in self.networks] if on_gpu else []

    def normalized(
        self, pixels: Float[Tensor, "image row column 3"]
    ) -> Float[Tensor, "image row column 3"]:
        """Subtract each pixel's mean over the training images, and bring all to one scale."""
        return (pixels - self.mean) / self.scale

    def draw(self) -> tuple[Float[Tensor, "batch 3 row column"], Int[Tensor, " batch"]]:
        """Return the batch of this step: its images, each cropped and half of them mirrored; labels."""
        place = self.number % self.per_epoch * self.batch_size
        numbers = self.order[place + self.in_batch]
        corners = torch.randint(2 * self.padding + 1, (2, self.batch_size, 1), device=self.device)
        mirrored = torch.rand(self.batch_size, 1, device=self.device) < 0.5
        rows = corners[0] + self.across
        columns = corners[1] + torch.where(mirrored, self.side - 1 - self.across, self.across)
        images = self.padded[numbers[:, None, None], rows[:, :, None], columns[:, None]]
        return images.movedim(-1, 1), self.labels[numbers]

    def rate(self) -> Float[Tensor, ""]:
        """Return the learning rate of this step: a tenth after one half, again after three quarters."""
        drops = (self.number >= self.steps // 2).float() + (self.number >= self.steps * 3 // 4)
        return self.config.learning_rate * 0.1**drops

    def step(self) -> None:
        """Draw a batch, and let every network learn from it."""
        images, labels = self.draw()
        rate = self.rate()
        for place, (network, velocities) in enumerate(
            zip(self.networks.values(), self.velocities, strict=True)
        ):
            if not self.streams:
                self.learn(network, velocities, images, labels, rate)
                continue
            stream = self.streams[place]
            stream.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(stream):
                self.learn(network, velocities, images, labels, rate)
        for stream in self.streams:
            torch.cuda.current_stream().wait_stream(stream)
        self.number.add_(1)

    def learn(
        self,
        network: nn.Module,
        velocities: list[Tensor],
        images: Float[Tensor, "batch 3 row column"],
        labels: Int[Tensor, " batch"],
        rate: Float[Tensor, ""],
    ) -> None:
        """Move one network's weights."""
        parameters: list[Tensor] = list(network.parameters())
        loss = cross_entropy(network(images), labels)
        gradients = list(torch.autograd.grad(loss, parameters))
        momentum, decay = self.config.momentum, self.config.weight_decay
        sgd_(parameters, gradients, velocities, rate, momentum, decay)

    def record(self) -> tuple[Callable[[], object], bool]:
        """Return what does a step, recorded if that can be; everything is as before afterwards."""
        before = {name: value.clone() for name, value in self.networks.state_dict().items()}
        run, graph = recorded(self.step, self.device)
        if not graph and self.streams:
            self.streams = []
            run, graph = recorded(self.step, self.device)
        self.networks.load_state_dict(before)
        torch._foreach_zero_([velocity for own in self.velocities for velocity in own])
        self.number.zero_()
        torch.manual_seed(self.config.seed)
        return run, graph

    @torch.no_grad()
    def errors(self, split: str) -> dict[str, float]:
        """Return each network's share of wrong answers for held-out images."""
        images, labels = self.held_out[split]
        self.networks.eval()
        wrong = torch.zeros(len(self.networks), device=self.device)
        for pixels, truth in zip(images.split(EVALUATED), labels.split(EVALUATED), strict=True):
            batch = pixels.movedim(-1, 1)
            answers = [network(batch).argmax(dim=1) for network in self.networks.values()]
            wrong += torch.stack([(answer != truth).sum() for answer in answers])
        self.networks.train()
        return dict(zip(self.networks, (wrong / len(labels)).tolist(), strict=True))

    def fit(self) -> dict[str, Any]:
        """Train, and measure: errors of training and validation images on the way, the test's once.

        Returns:
            `curves`, records as `loop.fit` logs them; `test/error/NAME`; `seconds` of the training
            and its measurements; `compile_seconds` before it; `graph`, whether it was recorded.
        """
        started = time.perf_counter()
        with fastest_algorithms():
            run, graph = self.record()
            until_done(self.device)
            prepared = time.perf_counter()
            curves = self.train(run)
            until_done(self.device)
            seconds = time.perf_counter() - prepared
            test = self.errors("test")
        return {
            **{f"test/error/{name}": error for name, error in test.items()},
            **{name: error for name, error in curves[-1].items() if "/error/" in name},
            "seconds": seconds,
            "steps_per_second": self.steps / seconds,
            "compile_seconds": prepared - started,
            "graph": graph,
            "streams": len(self.streams),
            "curves": curves,
        }

    def train(self, run: Callable[[], object]) -> list[dict[str, float]]:
        """Take all steps; return the errors after each few."""
        ends = {max(1, round(self.steps * part / RECORDS)) for part in range(1, RECORDS + 1)}
        curves: list[dict[str, float]] = []
        for step in range(self.steps):
            if step % self.per_epoch == 0:
                self.order.copy_(torch.randperm(len(self.order), device=self.device))
            run()
            if step + 1 in ends:
                record = {"step": step + 1, "epoch": (step + 1) / self.per_epoch}
                for split in ("train", "valid"):
                    for name, error in self.errors(split).items():
                        record[f"{split}/error/{name}"] = error
                curves.append(record)
        return curves


def held_out(splits: Splits) -> dict[str, Images]:
    """Return what errors are measured with: training images as they are, validation and test images."""
    return {"train": splits.train_unaugmented, "valid": splits.valid, "test": splits.test}
