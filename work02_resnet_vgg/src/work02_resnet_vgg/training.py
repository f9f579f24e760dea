"""The degradation experiment: the settings, the loop, and the run behind `python train.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Self

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from shared.training import Run, RunConfig, read_metrics
from work02_resnet_vgg.batch_norm import NormLayer, no_norm
from work02_resnet_vgg.cifar_resnet import blocks_per_stage
from work02_resnet_vgg.data import Splits, load
from work02_resnet_vgg.degradation_figure import plot_degradation
from work02_resnet_vgg.evaluation import errors
from work02_resnet_vgg.initialization import Scheme
from work02_resnet_vgg.twins import Twins


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of plain and residual networks that train side by side.

    The defaults take five minutes on two cores: images of 16×16 and few epochs. The paper's own
    schedule is `--image-size 32 --epochs 182 --depths 20 32 44 56`, for a GPU.
    """

    data: Literal["cifar10", "sample"] = "cifar10"
    """cifar10 is fetched, sample are scikit-learn's digits."""
    image_size: Literal[8, 16, 32] = 16
    """Pixels a side; less than 32 averages patches."""
    depths: tuple[int, ...] = (20, 56)
    """Layers, 6n + 2 each; every depth has a plain and a residual network."""
    width: int = 16
    """Channels of the first stage."""
    batch_norm: bool = True
    """After each convolution."""
    initialization: Scheme = "he"
    """Of the convolutions."""
    residual_scale: float = 1.0
    """Factor of each residual branch before the addition."""
    epochs: int = 3
    """Passes over the training images; 182 are the paper's 64,000 steps."""
    batch_size: int = 128
    """Images in a step, as in the paper."""
    learning_rate: float = 0.1
    """Divided by 10 after one half and again after three quarters of the steps."""
    momentum: float = 0.9
    """Of SGD."""
    weight_decay: float = 1e-4
    """Added to the gradient."""

    @classmethod
    def smoke_test(cls) -> Self:
        """One epoch of small networks on the digits."""
        return cls(smoke=True, data="sample", image_size=8, depths=(8, 14), width=8, epochs=1)


def rate_factor(step: int, steps: int) -> float:
    """Factor of the learning rate: the paper's drops at 32,000 and 48,000 of 64,000 steps."""
    if step < steps // 2:
        return 1.0
    return 0.1 if step < steps * 3 // 4 else 0.01


def make_networks(config: TrainConfig) -> Twins:
    """The networks that `config` describes."""
    norm: NormLayer = nn.BatchNorm2d if config.batch_norm else no_norm
    return Twins(
        config.depths,
        width=config.width,
        norm=norm,
        scale=config.residual_scale,
        scheme=config.initialization,
    )


def fit(run: Run, config: TrainConfig, networks: Twins, splits: Splits) -> nn.Module:
    """Train all networks and record their errors after each epoch.

    Returns:
        the networks, in evaluation mode.
    """
    optimizer = torch.optim.SGD(
        networks.parameters(),
        config.learning_rate,
        momentum=config.momentum,
        weight_decay=config.weight_decay,
        fused=True,
    )
    loader = run.loader(splits.train, config.batch_size, training=True)
    steps = config.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(rate_factor, steps=steps))
    model, optimizer, schedule = run.prepare(networks, optimizer, schedule)

    for _ in run.epochs(config.epochs):
        model.train()
        for images, labels in run.batches(loader):
            optimizer.zero_grad()
            losses = [cross_entropy(logits, labels) for logits in model(images).values()]
            run.backward(torch.stack(losses).sum())
            optimizer.step()
            schedule.step()
        metrics = {"train/loss, sum": run.epoch_loss()}
        for split, images in (("train", splits.seen), ("valid", splits.valid)):
            loaded = run.loader(images, 500, training=False)
            found = errors(run.unwrap(model), loaded, run.to_device, run.average())
            metrics |= {f"{split}/error, {name}": error for name, error in found.items()}
        run.log(metrics)
    return run.unwrap(model).eval()


def train(config: TrainConfig) -> Path:
    """Train plain and residual networks of growing depth side by side on CIFAR-10.

    Deeper plain networks end with a higher *training* error than shallow ones, although they could
    copy them; residual ones do not (He et al. 2015, figures 1 and 6).
    """
    for depth in config.depths:
        blocks_per_stage(depth)  # a depth that cannot be is refused before a folder is made
    splits = load(config.data, config.image_size, config.seed)
    with Run(config, name="degradation") as run:
        networks = make_networks(config)
        run.say(
            f"{len(splits.train)} images of {config.image_size}×{config.image_size}; "
            f"{', '.join(networks.networks)} train side by side in {run.precision}"
        )
        model = fit(run, config, networks, splits)

        loaded = run.loader(splits.test, 500, training=False)
        tested = errors(model, loaded, run.to_device, run.average())
        if run.is_main:
            last = read_metrics(run.folder)[-1]
            run.say("share of wrong answers, training images → test images:")
            for name, error in tested.items():
                run.say(f"  {name:<10}  {last[f'train/error, {name}']:.1%} → {error:.1%}")
            plot_degradation(read_metrics(run.folder), run.folder / "degradation.svg")
        run.finish({f"test error, {name}": error for name, error in tested.items()})
    return run.folder
