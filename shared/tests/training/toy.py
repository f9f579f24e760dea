"""A small training command for the tests: a network with dropout on generated points.

Run as a script it is a train.py like any other.
"""

import os
import signal
from dataclasses import dataclass
from typing import ClassVar, Self

import torch
from torch import nn

from shared.training import HeldOut, Rows, Run, RunConfig, run_command


@dataclass(frozen=True)
class ToyConfig(RunConfig):
    epochs: int = 3
    """Passes over the data."""
    learning_rate: float = 0.05
    """Step size of SGD with momentum."""
    dropout: float = 0.2
    """Share of hidden units that are dropped."""
    hidden: int = 16
    """Hidden units."""
    kill_at: int = -1
    """The step at which the process kills itself."""
    stop_at: int = -1
    """The step at which the process sends itself SIGTERM."""

    changeable: ClassVar[frozenset[str]] = RunConfig.changeable | {"kill_at", "stop_at"}

    @classmethod
    def smoke_test(cls) -> Self:
        return cls(smoke=True, precision="fp32", epochs=1)


class ToyNetwork(nn.Sequential):
    def __init__(self, hidden: int, dropout: float) -> None:
        super().__init__(nn.Linear(5, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, 1))


def train(config: ToyConfig) -> Run:
    """Train the toy."""
    generator = torch.Generator().manual_seed(7)
    inputs = torch.randn(103, 5, generator=generator)
    targets = inputs.sum(dim=1, keepdim=True).sin()
    with Run(config, name="toy") as run:
        model = ToyNetwork(config.hidden, config.dropout)
        optimizer = torch.optim.SGD(model.parameters(), config.learning_rate, momentum=0.9)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 30)
        loader = run.loader(Rows(inputs, targets), batch_size=20, training=True)
        valid = Rows(inputs, targets)
        model, optimizer, scheduler = run.prepare(model, optimizer, scheduler)
        for _ in run.epochs(config.epochs):
            model.train()
            absolute = run.average()
            for points, values in run.batches(loader):
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(points), values)
                run.backward(loss)
                run.clip_gradients(1.0)
                optimizer.step()
                scheduler.step()
                absolute.update(values.abs())
                if run.step == config.kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                if run.step == config.stop_at:
                    os.kill(os.getpid(), signal.SIGTERM)
            run.log(
                {
                    "train/loss": run.epoch_loss(),
                    "train/mean": absolute.compute().item(),
                    "valid/loss": evaluate(run.evaluating(model, valid, 40)),
                }
            )
        run.finish({"valid/loss": evaluate(run.evaluating(model, valid, 40))})
    return run


@torch.no_grad()
def evaluate(held_out: HeldOut) -> float:
    error = held_out.average()
    for points, values in held_out:
        error.update((held_out.model(points) - values).square())
    return error.compute().item()


if __name__ == "__main__":
    run_command(ToyConfig, train)
