"""Batches: what a step costs, and what its gradient is worth."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from shared.studies import Study, study
from work01_house_prices.regression.gradient_cost import (
    batch_gradient,
    draw_problem,
    expected_noise,
    measured_noise,
)
from work01_house_prices.regression.linear_regression import (
    closed_form,
    stochastic_gradient_descent,
)

COLUMNS = 20


def seconds_of(step: Callable[[], object], at_least: float = 0.02) -> float:
    """Return the processor time of one call, the least of five rounds of `at_least` seconds or more."""
    calls = 1
    while True:
        rounds = []
        for _ in range(5):
            start = time.process_time()
            for _ in range(calls):
                step()
            rounds.append(time.process_time() - start)
        if min(rounds) >= at_least:
            return min(rounds) / calls
        calls *= 4


def step_seconds(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure a step on all rows, and one on a batch."""
    rng = np.random.default_rng(seed)
    problem = draw_problem(config["rows"], config["columns"], rng)
    weights, size = np.zeros(config["columns"]), config["batch_size"]
    return {
        "all/seconds": seconds_of(lambda: problem.gradient(weights)),
        "batch/seconds": seconds_of(lambda: batch_gradient(problem, weights, size, rng)),
    }


@study(seeds=(0, 1, 2))
def step_cost(s: Study) -> None:
    """Time a step on all rows against a step on 32 of them, for more and more rows."""
    for rows in (1_000, 10_000, 100_000, 1_000_000):
        config = {"rows": rows, "columns": COLUMNS, "batch_size": 32}
        for seed in s.seeds:
            s.measure({"rows": rows}, step_seconds, config, seed)


def epoch(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure one epoch in batches of one size: its noise, its time, and how far it gets."""
    rng = np.random.default_rng(seed)
    problem = draw_problem(config["rows"], config["columns"], rng)
    size, start = config["batch_size"], np.zeros(config["columns"])
    began = time.process_time()
    path = stochastic_gradient_descent(problem, start, config["learning_rate"], 1, size, seed)
    seconds = time.process_time() - began
    left = [problem.loss(w) - problem.loss(closed_form(problem)) for w in (path[-1], start)]
    return {
        "noise": measured_noise(problem, start, size, 200, rng),
        "noise/expected": expected_noise(problem, start, size),
        "epoch/seconds": seconds,
        "steps": float(len(path) - 1),
        "loss/left": left[0] / left[1],
    }


@study(seeds=(0, 1, 2))
def batch_size(s: Study) -> None:
    """Vary the rows of a batch: noise of the gradient, time of an epoch, what is left of the loss."""
    for size in (1, 8, 64, 512, 4096, 32768):
        config = {"rows": 32768, "columns": COLUMNS, "batch_size": size, "learning_rate": 0.02}
        for seed in s.seeds:
            s.measure({"batch size": size}, epoch, config, seed)
