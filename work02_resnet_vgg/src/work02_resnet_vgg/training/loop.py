"""The degradation experiment: the loop, and the run behind `python train.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from shared.training import Loop, Run, read_metrics
from work02_resnet_vgg.data import Splits, load
from work02_resnet_vgg.layers.batch_norm import NormLayer, no_norm
from work02_resnet_vgg.metrics.evaluation import errors
from work02_resnet_vgg.models.twins import Twins
from work02_resnet_vgg.training.config import TrainConfig

NAME = "degradation"
"""Of its runs."""


def learning_rate_factor(step: int, steps: int) -> float:
    """Return the learning rate's factor: the paper's drops at 32,000 and 48,000 of 64,000 steps."""
    if step < steps // 2:
        return 1.0
    return 0.1 if step < steps * 3 // 4 else 0.01


def make_networks(config: TrainConfig) -> Twins:
    """Make the networks that `config` describes."""
    norm: NormLayer = nn.BatchNorm2d if config.batch_norm else no_norm
    return Twins(
        config.depths,
        width=config.width,
        norm=norm,
        scale=config.residual_scale,
        scheme=config.initialization,
    )


def trial_step(config: TrainConfig, device: torch.device) -> Callable[[], None]:
    """Return one training step of such networks on random images, by which the precision is chosen."""
    networks = make_networks(config).to(device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(networks.parameters(), config.learning_rate, fused=True)
    images = torch.randn(config.batch_size, 3, config.image_size, config.image_size, device=device)
    images = images.to(memory_format=torch.channels_last)
    labels = torch.zeros(config.batch_size, dtype=torch.int64, device=device)

    def step() -> None:
        optimizer.zero_grad()
        losses = [cross_entropy(logits, labels) for logits in networks(images).values()]
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    return step


def fit(loop: Loop, config: TrainConfig, networks: Twins, splits: Splits) -> nn.Module:
    """Train all networks and log their errors after each epoch.

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
    loader = loop.loader(splits.train, config.batch_size, training=True)
    steps = config.epochs * len(loader)
    factor = partial(learning_rate_factor, steps=steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    model, optimizer, schedule = loop.prepare(networks, optimizer, schedule)

    for _ in loop.epochs(config.epochs):
        model.train()
        for images, labels in loop.batches(loader):
            optimizer.zero_grad()
            losses = [cross_entropy(logits, labels) for logits in model(images).values()]
            loop.backward(torch.stack(losses).sum())
            optimizer.step()
            schedule.step()
        metrics = {"train/loss": loop.epoch_loss()}  # the sum over all networks
        for split, images in (("train", splits.train_unaugmented), ("valid", splits.valid)):
            by_name = errors(loop.evaluating(model, images, 500))
            metrics |= {f"{split}/error/{name}": error for name, error in by_name.items()}
        loop.log(metrics)
    return loop.unwrap(model).eval()


def train(config: TrainConfig) -> Path:
    """Train plain and residual networks of growing depth side by side on CIFAR-10.

    Deeper plain networks end with a higher *training* error than shallow ones, although they could
    copy them; residual ones do not (He et al. 2015, figures 1 and 6).

    The defaults take five minutes or less on two cores: images of 8×8 and few epochs. With
    `--image-size 16 --epochs 4`, as in the report, it is 13 to 16 core-minutes on a processor with
    AMX. The paper's own schedule is `--image-size 32 --epochs 182 --depths 20 32 44 56`, for a GPU.

    Returns:
        the run's folder.
    """
    splits = load(config.data, config.image_size, config.seed)
    with Run(config, name=NAME, step=partial(trial_step, config)) as run:
        networks = make_networks(config)
        run.say(
            f"{len(splits.train)} images of {config.image_size}×{config.image_size}; "
            f"{', '.join(networks.networks)} train side by side in {run.precision}"
        )
        model = fit(run, config, networks, splits)

        test_errors = errors(run.evaluating(model, splits.test, 500))
        run.finish({f"test/error/{name}": error for name, error in test_errors.items()})
        if run.is_main:
            from work02_resnet_vgg.training.error_curves import draw_error_curves

            records = read_metrics(run.folder)
            draw_error_curves([records], run.folder / "degradation.svg")
            run.say("share of wrong answers, training images → test images:")
            for name, error in test_errors.items():
                run.say(f"  {name:<10}  {records[-1][f'train/error/{name}']:.1%} → {error:.1%}")
    return run.folder
