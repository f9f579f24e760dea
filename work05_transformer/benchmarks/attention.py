"""Equation (1) against FlashAttention on this CPU, forward and backward, by the text's length.

    python benchmarks/attention.py [--rounds 9]

Causal self-attention, float32, one thread. The crossing is where `attention.SHORT` stands.
"""

from pathlib import Path
from unittest import mock

import torch
from torch import Tensor

from shared.benchmark import compare
from shared.commands import run
from shared.reporting.results import save_measured
from shared.training.machine.precision import prefer_fast_matmul
from work05_transformer.layers import attention

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_attention.json"
ROUNDS = 9
SHAPES = ((12, 4, 64, 32), (16, 4, 128, 32), (8, 4, 256, 32), (4, 4, 512, 64), (2, 4, 1024, 64))


def agree(grads: dict[str, object]) -> None:
    """Demand equal gradients."""
    expected, actual = grads["FlashAttention"], grads["equation (1)"]
    assert isinstance(expected, Tensor)
    torch.testing.assert_close(actual, expected, rtol=1e-3, atol=1e-4)


def measure(rounds: int = ROUNDS) -> None:
    """Measure, print, and save the default run's results.

    Args:
        rounds: times each is timed.
    """
    prefer_fast_matmul()
    rows = []
    for batch, heads, positions, features in SHAPES:
        torch.manual_seed(0)
        projected = torch.randn(3, batch, heads, positions, features, requires_grad=True)

        def grad_projected(short: int, projected: Tensor = projected) -> Tensor:
            with mock.patch.object(attention, "SHORT", short):
                mixed = attention.fast_attention(*projected, causal=True)
            (result,) = torch.autograd.grad(mixed.square().sum(), projected)
            return result

        comparison = compare(
            {
                "FlashAttention": lambda: grad_projected(0),
                "equation (1)": lambda: grad_projected(10**6),
            },
            baseline="FlashAttention",
            agree=agree,
            rounds=rounds,
        )
        shape = f"{batch} × {heads} × {positions} × {features}"
        comparison.show()
        (metrics,) = (m for labels, m in comparison.measured() if "equation" in labels["candidate"])
        rows.append(({"shape": shape}, metrics))
    if rounds == ROUNDS:
        save_measured(
            RESULTS,
            rows,
            about="Equation (1) against FlashAttention, by batch × heads × positions × width.",
            command="python benchmarks/attention.py",
            config={"baseline": "FlashAttention", "rounds": rounds, "threads": 1},
        )


if __name__ == "__main__":
    run(measure)
