"""Training that never leaves the device: what it takes to learn CIFAR-10 in seconds on a GPU.

A step of the fast net is a few milliseconds of a GPU's time, so whatever makes the GPU wait counts.
What is different from the plain loop in `loop.py`:

1. The images are moved to the device once, as bytes.
2. A whole epoch is shuffled, flipped and translated by one look-up (`epoch_of`). Batches are then
   pieces of one tensor, side by side in memory.
3. A step (forward, backward, update) is some hundred kernels, and to start each costs Python and the
   driver several microseconds. It is recorded once as a CUDA graph, and then started as a whole.
4. Nothing is read back before the end: each `.item()` would wait until the device is done. Even the
   learning rates are numbers on the device, which a step computes from its own number.
5. Half precision and channels-last, which the GPU's matrix units want; weights stay float32.
6. All seeds share one recording: new weights are copied to where the old ones were.

A CPU has nothing to record, and takes the same steps; where it multiplies matrices of bfloat16 faster
(AMX), it computes in that.

The recipes are those of cifar10-airbench (Jordan 2024, arXiv 2404.00498): airbench94_muon, and
airbench94 and airbench96, which use SGD. Its half-precision weights are float32 here.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from shared.data.images.augmentation import normalize
from shared.training.machine.precision import bf16_is_faster
from shared.training.machine.recording import fastest_algorithms, recorded, until_done
from work03_cifar10.data.augmentation import Flip, alternating_flip, reflected
from work03_cifar10.data.splits import Splits
from work03_cifar10.metrics.tta import logits_of_views
from work03_cifar10.models.record_net import RecordNet
from work03_cifar10.training.lookahead import Lookahead
from work03_cifar10.training.muon import Muon

MOMENTUM = 0.85  # of SGD, by Nesterov
WHITENED = 5000  # images that the first layer is fitted to
EVALUATED = 2000  # images at a time

Step = Callable[[], object]
How = Literal["eager", "recorded", "compiled"]


@dataclass(frozen=True)
class OnDeviceConfig:
    """Settings of one network; the defaults are those of airbench94_muon.

    The loss is the sum over a batch, so learning rates are far below those of a mean.

    Attributes:
        data: see `data.splits.load`.
        held_out: training images to validate with; 0: the test images measure.
        widths: features of each stage.
        refinements: convolutions of a stage after the first.
        norm_momentum: of batch norm's statistics.
        epochs: passes over the training images; the last may be a part of one.
        batch_size: images in a step; what is left over in an epoch is not used in it.
        optimizer: of the filters; all else is trained by SGD.
        learning_rate: of the filters.
        head_rate: of the linear layer.
        bias_rate: of batch norm's biases.
        whitening_rate: of the whitened layer's bias.
        whitening_epochs: so long this bias is trained.
        decay: share of a weight that a step takes off at the highest learning rate; Muon has none.
        warm_up: share of the steps in which the learning rate rises, from a fifth.
        label_smoothing: share of the target that is spread over all classes.
        flip: left to right, as in `Augmentation`.
        translate: by up to so many pixels.
        cutout: side of a square that becomes gray, inside the image.
        lookahead: slow weights that follow the fast ones.
        views: of each image at the end.
        how: eager: kernel by kernel; recorded: as a CUDA graph; compiled: by torch.compile, too. On a
            CPU all are eager.
        precision: auto: float16 on a GPU, and on a CPU bfloat16 where a measurement shows it to be
            faster; fp32: float32.
    """

    data: str = "cifar10"
    held_out: float = 0
    widths: tuple[int, ...] = (64, 256, 256)
    refinements: int = 1
    norm_momentum: float = 0.4
    epochs: float = 8
    batch_size: int = 2000
    optimizer: Literal["muon", "sgd"] = "muon"
    learning_rate: float = 0.24
    # airbench94_muon divides by 256 where this net divides by 9: weights of 1/(256/9) of the size
    # need a rate of (9/256)² of 0.67.
    head_rate: float = 0.67 * (9 / 256) ** 2
    bias_rate: float = 0.053
    whitening_rate: float = 0.053
    whitening_epochs: float = 3
    decay: float = 2e-6 * 2000
    warm_up: float = 0.0
    label_smoothing: float = 0.2
    flip: Flip = "alternating"
    translate: int = 2
    cutout: int = 0
    lookahead: bool = False
    views: int = 6
    how: How = "recorded"
    precision: Literal["auto", "fp32"] = "auto"

    @classmethod
    def by_sgd(cls, rate: float, decay: float, **settings: Any) -> OnDeviceConfig:
        """Return settings with SGD for all weights, in the units of airbench94 and airbench96.

        Args:
            rate: so much weights move, per 1024 images, if gradients stay the same.
            decay: likewise.
            settings: others.
        """
        scale = 1024 * (1 + 1 / (1 - MOMENTUM))  # how far a gradient of 1 moves a weight in the end
        peak = rate / scale
        return cls(
            optimizer="sgd", learning_rate=peak, head_rate=peak, bias_rate=64 * peak,
            whitening_rate=peak, decay=decay * 1024 / scale, batch_size=1024, lookahead=True,
            **settings,
        )  # fmt: skip


def epoch_of(
    images: Float[Tensor, "image height width channel"],
    order: Int[Tensor, " place"],
    flipped: Bool[Tensor, " place"],
    translate: int,
    generator: torch.Generator,
) -> Float[Tensor, "place height width channel"]:
    """Return images in this order, some flipped left to right, all translated at random.

    One look-up: each pixel of the result names the image, row and column that it comes from. Borders
    are reflected.

    Args:
        images: on the device.
        order: numbers of images.
        flipped: which of those are flipped, one for each place.
        translate: by up to so many pixels in each direction.
        generator: of the device.
    """
    _, height, width, channels = images.shape
    device = images.device
    moves = torch.randint(
        -translate, translate + 1, (len(order), 2), generator=generator, device=device
    )
    from_row = reflected(torch.arange(height, device=device) - moves[:, :1], height)
    from_column = reflected(torch.arange(width, device=device) - moves[:, 1:], width)
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    first = (order[:, None] * height + from_row) * width  # of the row that it comes from
    places = first[:, :, None] + from_column[:, None, :]
    pixels = images.reshape(-1, channels).index_select(0, places.flatten())
    return pixels.view(len(order), height, width, channels)


def cut_out(
    images: Float[Tensor, "image height width channel"], side: int, generator: torch.Generator
) -> None:
    """Set a square of each image to 0, which is the mean color, in place; it lies inside the image."""
    count, height, width, _ = images.shape
    hits = []
    for size in (height, width):
        start = torch.randint(
            size - side + 1, (count, 1), generator=generator, device=images.device
        )
        place = torch.arange(size, device=images.device)
        hits.append((place >= start) & (place < start + side))
    images.masked_fill_((hits[0][:, :, None] & hits[1][:, None, :])[..., None], 0)


class OnDevice:
    """A network, its data and its recorded step on one device; `fit` trains it anew for each seed.

    Args:
        config: settings.
        splits: what to train with and, where images are held out, to validate with; else to test.
        device: a GPU or the CPU.

    Attributes:
        model: changed in place by each step.
        losses: sum of the losses of the steps so far in this epoch, each the sum over a batch.
        compile_seconds: what recording and compiling took, and trying out everything once.
        gigabytes: of the GPU's memory that were taken for it, beside the data.
        recorded: whether a step is a CUDA graph.
        compiled: whether torch.compile has fused its kernels.
    """

    def __init__(self, config: OnDeviceConfig, splits: Splits, device: torch.device) -> None:
        self.config, self.splits, self.device = config, splits, device
        self.on_gpu = device.type == "cuda"
        self.dtype = torch.float32
        if config.precision == "auto" and self.on_gpu:
            self.dtype = torch.float16
        elif config.precision == "auto" and bf16_is_faster(device):
            self.dtype = torch.bfloat16
        self.pixels, self.labels = splits.train.pixels.to(device), splits.train.labels.to(device)
        held_out = splits.valid if config.held_out else splits.test
        self.other_pixels = held_out.pixels.to(device)
        self.other_labels = held_out.labels.to(device)

        per_epoch = len(self.labels) // config.batch_size
        self.steps = math.ceil(config.epochs * per_epoch)
        self.whitening_steps = math.ceil(config.whitening_epochs * per_epoch)
        self.model = self.new_model(0).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.rates, self.optimizers = self.make_optimizers()
        # What a step reads and writes stays at its place.
        channels, height, width = splits.shape
        batch = torch.zeros(
            config.batch_size, channels, height, width, dtype=self.dtype, device=device
        )
        self.images = batch.to(memory_format=torch.channels_last)
        self.targets = torch.zeros(config.batch_size, dtype=torch.long, device=device)
        self.number = torch.zeros((), device=device)
        self.losses = torch.zeros((), device=device)

        self.forward: Callable[[Tensor], Tensor] = self.model
        self.early: Step = partial(self.step, True)
        self.late: Step = partial(self.step, False)
        self.recorded = self.compiled = False
        started, before = time.perf_counter(), self.reserved_gigabytes()
        with fastest_algorithms():
            self.prepare()
        self.compile_seconds = time.perf_counter() - started
        self.gigabytes = self.reserved_gigabytes() - before

    def new_model(self, seed: int) -> RecordNet:
        """Return a network with the weights that belong to this seed."""
        channels, _, _ = self.splits.shape
        torch.manual_seed(seed)
        return RecordNet(
            channels, len(self.splits.classes), self.config.widths, self.config.refinements,
            self.config.norm_momentum,
        )  # fmt: skip

    def make_optimizers(
        self,
    ) -> tuple[list[tuple[Tensor, float]], list[torch.optim.Optimizer]]:
        """Make SGD, and Muon for the filters if wanted; return each learning rate with its peak.

        The first rate is that of the whitened layer's bias.
        """
        config, model = self.config, self.model
        filters = [p for p in model.stages.parameters() if p.requires_grad and p.dim() == 4]
        biases = [p for p in model.stages.parameters() if p.requires_grad and p.dim() == 1]
        groups = [
            ([model.whitening_bias], config.whitening_rate),
            (biases, config.bias_rate),
            ([model.head.weight], config.head_rate),
        ]
        if config.optimizer == "sgd":
            groups.append((filters, config.learning_rate))
        rates = [(torch.tensor(peak, device=self.device), peak) for _, peak in groups]
        sgd = torch.optim.SGD(
            [
                {"params": parameters, "lr": rate, "weight_decay": config.decay / peak}
                for (parameters, peak), (rate, _) in zip(groups, rates, strict=True)
            ],
            momentum=MOMENTUM,
            nesterov=True,
            fused=True,
        )
        if config.optimizer == "sgd":
            return rates, [sgd]
        rate = torch.tensor(config.learning_rate, device=self.device)
        # Its products of gradients would leave float16's range.
        in_half = self.dtype != torch.float32
        muon = Muon(filters, rate, dtype=torch.bfloat16 if in_half else torch.float32)
        return [*rates, (rate, config.learning_rate)], [sgd, muon]

    def step(self, whitening_bias: bool) -> None:
        """Learn from the batch in `images` and `targets`: all that a step is, and all of it recorded.

        Args:
            whitening_bias: whether that bias is trained. Without it the way back ends before the
                first convolution's input, which spares a good part of the work.
        """
        done = self.number / self.steps
        factor = 1 - done
        if self.config.warm_up:
            rising = 0.2 + 0.8 * done / self.config.warm_up
            factor = torch.minimum(rising, factor / (1 - self.config.warm_up))
        (first, first_peak), *others = self.rates
        first.copy_(first_peak * (1 - self.number / self.whitening_steps))
        for rate, peak in others:
            rate.copy_(peak * factor)

        for optimizer in self.optimizers:
            optimizer.zero_grad()
        self.model.whitening_bias.requires_grad_(whitening_bias)
        with self.precision():
            logits = self.forward(self.images)
        loss = cross_entropy(
            logits.float(), self.targets, label_smoothing=self.config.label_smoothing,
            reduction="sum",
        )  # fmt: skip
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        self.losses.add_(loss.detach())
        self.number.add_(1)

    def precision(self) -> torch.autocast:
        """Return a context in which layers compute in half precision, where that is wanted."""
        in_half = self.dtype != torch.float32
        half = self.dtype if in_half else torch.bfloat16
        # A recorded cast must be part of each step: without the cache.
        return torch.autocast(self.device.type, half, enabled=in_half, cache_enabled=False)

    def prepare(self) -> None:
        """Try out everything, compile and record what can be; where that fails, go on without."""
        self.reset(0)
        self.fit_whitening(self.normalized())
        self.model.train()
        if self.on_gpu and self.config.how == "compiled":
            self.forward = torch.compile(self.model, dynamic=False)
            try:
                self.practice()
                self.compiled = True
            except RuntimeError as error:
                print(f"without torch.compile: {error}")
                self.forward = self.model
        self.practice()
        if self.config.how != "eager":
            self.early, first = recorded(self.early, self.device)
            self.late, second = recorded(self.late, self.device)
            self.recorded = first and second
        self.train(0, steps=2)  # each kernel is loaded at its first use, memory taken likewise
        self.accuracy()

    def practice(self) -> None:
        """Take a step of each kind, and so make the optimizers' state."""
        self.early()
        self.late()

    def reset(self, seed: int) -> None:
        """Start anew, at the same places in memory: weights, the optimizers' sums, the step's number."""
        self.model.load_state_dict(self.new_model(seed).state_dict())
        for optimizer in self.optimizers:
            for state in optimizer.state.values():
                state["momentum_buffer"].zero_()
        self.number.zero_()
        self.losses.zero_()

    def normalized(self) -> Float[Tensor, "image height width channel"]:
        """Return the training images as numbers around 0."""
        return self.numbers(self.pixels).movedim(1, -1)

    def numbers(self, pixels: Tensor) -> Float[Tensor, "image channel height width"]:
        """Normalize bytes."""
        scale = self.splits.train.scale
        return normalize(pixels.movedim(-1, 1), scale.mean, scale.std).to(self.dtype)

    def fit_whitening(self, images: Float[Tensor, "image height width channel"]) -> None:
        """Set the first layer from the first images."""
        self.model.whitening.fit(images[:WHITENED].movedim(-1, 1).float())

    def fit(self, seed: int) -> dict[str, Any]:
        """Train a new network and measure it.

        Returns:
            `seconds` from new weights to the answers for all test (or validation) images: normalizing,
            whitening, augmenting and training included, as in the records; `core_seconds` of the CPU
            in the same time; accuracies; the mean loss of each epoch.
        """
        self.reset(seed)
        with fastest_algorithms():
            until_done(self.device)
            started, cpu_started = time.perf_counter(), time.process_time()
            losses = self.train(seed, self.steps)
            accuracy = self.accuracy()
            seconds = time.perf_counter() - started
            core_seconds = time.process_time() - cpu_started
            one_view = self.accuracy(views=1)
        name = "valid" if self.config.held_out else "test"
        return {
            f"{name}/accuracy": accuracy,
            f"{name}/one_view/accuracy": one_view,
            "train/losses": [round(loss, 4) for loss in losses],
            "seconds": seconds,
            "core_seconds": core_seconds,
            "images_per_second": self.steps * self.config.batch_size / seconds,
            "compile_seconds": self.compile_seconds,
            "recorded": self.recorded,
            "compiled": self.compiled,
            "steps": self.steps,
            "parameters": sum(p.numel() for p in self.model.parameters()),
            "gigabytes": self.gigabytes,
        }

    def train(self, seed: int, steps: int) -> list[float]:
        """Take the first steps of a training, or all; return the mean loss of each epoch."""
        config = self.config
        generator = torch.Generator(self.device).manual_seed(seed)
        images = self.normalized()
        self.fit_whitening(images)
        slow = [Lookahead(self.model, self.steps)] if config.lookahead else []
        self.model.train()
        done, losses = 0, []
        for epoch in itertools.count():
            if done == steps:
                break
            order = torch.randperm(len(images), generator=generator, device=self.device)
            flipped = self.flipped(order, epoch, seed, generator)
            shown = epoch_of(images, order, flipped, config.translate, generator)
            if config.cutout:
                cut_out(shown, config.cutout, generator)
            batches = shown.movedim(-1, 1).split(config.batch_size)
            targets = self.labels[order].split(config.batch_size)
            first = done
            for batch, labels in zip(batches, targets, strict=True):
                if len(batch) < config.batch_size or done == steps:
                    break
                self.images.copy_(batch)
                self.targets.copy_(labels)
                (self.early if done < self.whitening_steps else self.late)()
                done += 1
                for averaged in slow:
                    averaged.step()
            losses.append(self.losses / ((done - first) * config.batch_size))
            self.losses.zero_()
        for averaged in slow:
            averaged.finish()
        return torch.stack(losses).tolist()

    def flipped(
        self, order: Int[Tensor, " place"], epoch: int, seed: int, generator: torch.Generator
    ) -> Bool[Tensor, " place"]:
        """Choose the places of `order` whose images are flipped."""
        if self.config.flip == "alternating":
            return alternating_flip(order, epoch, seed)
        numbers = torch.rand(len(order), generator=generator, device=self.device)
        return numbers < (0.5 if self.config.flip == "random" else 0.0)

    @torch.no_grad()
    def accuracy(self, views: int | None = None) -> float:
        """Return the share of held-out images that are recognized."""
        self.model.eval()
        right = torch.zeros((), device=self.device)
        parts = self.other_pixels.split(EVALUATED), self.other_labels.split(EVALUATED)
        for pixels, labels in zip(*parts, strict=True):
            with self.precision():
                logits = logits_of_views(
                    self.model, self.numbers(pixels), views or self.config.views
                )
            right += (logits.argmax(dim=1) == labels).sum()
        return right.item() / len(self.other_labels)

    def reserved_gigabytes(self) -> float:
        """Return the memory of the GPU that PyTorch holds now."""
        return torch.cuda.memory_reserved() / 1e9 if self.on_gpu else 0.0
