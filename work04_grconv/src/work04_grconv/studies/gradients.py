"""Gradients over time at the start of training, for each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from shared.studies import Study, study
from work04_grconv.recurrent.gradient_flow import gradient_norms, start_weights
from work04_grconv.recurrent.layers import CellKind


@dataclass(frozen=True)
class GradientConfig:
    """A network at the start of training, and what it reads."""

    kind: CellKind
    radius: float | None = None
    """Of the state's matrix of a plain network; as torch starts it where None."""
    keep: float = 0.0
    """Added to the bias of the gate that keeps what was there."""
    inputs: int = 16
    hidden: int = 64
    batch: int = 16
    time: int = 100
    input_std: float = 0.1
    steps_back: tuple[int, ...] = (10, 50, 100)


NETWORKS = {
    "RNN, as torch starts": GradientConfig("rnn"),
    "RNN, radius 0.9": GradientConfig("rnn", radius=0.9),
    "RNN, radius 1.0": GradientConfig("rnn", radius=1.0),
    "RNN, radius 1.5": GradientConfig("rnn", radius=1.5),
    "GRU, as torch starts": GradientConfig("gru"),
    "GRU, update gate + 4": GradientConfig("gru", keep=4.0),
    "LSTM, as torch starts": GradientConfig("lstm"),
    "LSTM, forget gate + 4": GradientConfig("lstm", keep=4.0),
}


def gradient_flow(config: GradientConfig, seed: int) -> dict[str, Any]:
    """Measure the gradient's norm some steps back, relative to the last state's, and everywhere."""
    generator = torch.Generator().manual_seed(seed)
    weights = start_weights(
        config.kind, config.inputs, config.hidden, generator,
        radius=config.radius, keep=config.keep,
    )  # fmt: skip
    shape = (config.time, config.batch, config.inputs)
    inputs = torch.randn(shape, generator=generator, dtype=torch.float64) * config.input_std
    norms = gradient_norms(config.kind, weights, inputs)
    back = {
        f"gradient_norm/{steps}_back": norms[config.time - steps] for steps in config.steps_back
    }
    return {**back, "gradient_norms": norms}


@study(seeds=(0, 1, 2))
def gradients(s: Study) -> None:
    """Measure how much of a gradient arrives up to 100 steps back."""
    for name, config in NETWORKS.items():
        for seed in s.seeds:
            s.measure({"network": name}, gradient_flow, config, seed)
