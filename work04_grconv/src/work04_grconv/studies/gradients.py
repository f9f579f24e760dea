"""Gradients over time at the start of training, for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from shared.reporting import save_results
from work04_grconv.recurrent.gradient_flow import gradient_norms, start_weights
from work04_grconv.recurrent.layers import CellKind
from work04_grconv.studies.runs import RESULTS, command


def gradients(seeds: Sequence[int]) -> None:
    """How much of a gradient arrives after up to 100 steps back."""
    time, hidden, rows = 100, 64, []
    curves: dict[str, list[float]] = {}
    plain: CellKind = "rnn"
    networks: dict[str, tuple[CellKind, dict[str, float]]] = {
        "RNN, as torch starts": (plain, {}),
        "RNN, radius 0.9": (plain, {"radius": 0.9}),
        "RNN, radius 1.0": (plain, {"radius": 1.0}),
        "RNN, radius 1.5": (plain, {"radius": 1.5}),
        "GRU, as torch starts": ("gru", {}),
        "GRU, update gate + 4": ("gru", {"keep": 4.0}),
        "LSTM, as torch starts": ("lstm", {}),
        "LSTM, forget gate + 4": ("lstm", {"keep": 4.0}),
    }
    for label, (kind, options) in networks.items():
        norms_of_seeds = []
        for seed in seeds:
            generator = torch.Generator().manual_seed(seed)
            weights = start_weights(kind, 16, hidden, generator, **options)
            inputs = torch.randn(time, 16, 16, generator=generator, dtype=torch.float64)
            norms_of_seeds.append(gradient_norms(kind, weights, inputs * 0.1))
        row: dict[str, Any] = {"network": label}
        for back in (10, 50, 100):
            row[f"{back} steps back"] = [norms[time - back] for norms in norms_of_seeds]
        rows.append(row)
        curves[label] = norms_of_seeds[0]
    save_results(
        RESULTS / "gradients.json",
        command=command("gradients"),
        rows=rows,
        values=curves,
        config={"hidden": hidden, "inputs": "normal, std 0.1", "time": time},
        seeds=seeds,
    )
