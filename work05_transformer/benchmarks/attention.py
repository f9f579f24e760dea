"""Equation (1) against FlashAttention on this CPU, forward and backward, by the text's length.

    python benchmarks/attention.py [--rounds 9]

Causal self-attention, float32, one thread. The crossing is where `attention.SHORT` stands.
"""

import argparse
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor

from shared.benchmark import compare
from shared.reporting import save_results
from shared.training.precision import prefer_fast_matmul
from work05_transformer import attention

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_attention.json"
SHAPES = ((12, 4, 64, 32), (16, 4, 128, 32), (8, 4, 256, 32), (4, 4, 512, 64), (2, 4, 1024, 64))


def agree(gradients: dict[str, object]) -> None:
    """Demand equal gradients."""
    expected, actual = gradients["FlashAttention"], gradients["equation (1)"]
    assert isinstance(expected, Tensor)
    torch.testing.assert_close(actual, expected, rtol=1e-3, atol=1e-4)


def main() -> None:
    """Measure, print, and save the default run's results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="times each is timed")
    arguments = parser.parse_args()
    prefer_fast_matmul()
    rows = []
    for batch, heads, positions, width in SHAPES:
        torch.manual_seed(0)
        projected = torch.randn(3, batch, heads, positions, width, requires_grad=True)

        def gradient(short: int, projected: Tensor = projected) -> Tensor:
            with mock.patch.object(attention, "SHORT", short):
                mixed = attention.fast_attention(*projected, causal=True)
            (result,) = torch.autograd.grad(mixed.square().sum(), projected)
            return result

        comparison = compare(
            {"FlashAttention": lambda: gradient(0), "equation (1)": lambda: gradient(10**6)},
            baseline="FlashAttention",
            agree=agree,
            rounds=arguments.rounds,
        )
        low, middle, high = comparison.speedup("equation (1)")
        rows.append(
            {
                "batch × heads × positions × width": f"{batch} × {heads} × {positions} × {width}",
                "times as fast as FlashAttention": round(middle, 2),
                "quartiles": f"{low:.2f} to {high:.2f}",
            }
        )
        print(rows[-1])
    if arguments.rounds == parser.get_default("rounds"):
        save_results(RESULTS, command="python benchmarks/attention.py", rows=rows)


if __name__ == "__main__":
    main()
