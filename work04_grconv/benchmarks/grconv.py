"""grConv, a level of a batch as one product, against the plain equations and torch's GRU.

`python benchmarks/grconv.py --save` writes results/benchmark_grconv*.json.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from shared.benchmark import compare
from shared.commands import run
from shared.reporting.results import save_measured
from shared.training.machine.precision import prefer_fast_matmul
from shared.training.settings.ranges import AtLeast, check
from work04_grconv.grconv.fast import encode_batch
from work04_grconv.grconv.plain import GrConv

RESULTS = Path(__file__).parents[1] / "results"
COMMAND = "python benchmarks/grconv.py --save"
ROUNDS = 15  # beside the GRU
PLAIN, FAST, GRU = "plain equations", "a level as one product", "torch.nn.GRU"


def with_gradients(encode: Callable[[], Tensor], module: torch.nn.Module) -> Tensor:
    """Run forward and backward; return the codes."""
    module.zero_grad()
    codes = encode()
    codes.sum().backward()
    return codes.detach()


def close(results: dict[str, object]) -> None:
    """Check that both ways give the same codes (float32, 30 levels)."""
    plain, fast = results[PLAIN], results[FAST]
    assert isinstance(plain, Tensor)
    assert isinstance(fast, Tensor)
    torch.testing.assert_close(fast, plain, rtol=1e-3, atol=1e-4)


def main(batch: int = 64, time: int = 30, width: int = 128, save: bool = False) -> None:
    """Time forward and backward together, one thread.

    Args:
        batch: sentences.
        time: words in a sentence.
        width: of words and nodes.
        save: write the results files.
    """
    for name, value in (("--batch", batch), ("--time", time), ("--width", width)):
        check(name, value, AtLeast(1))
    torch.manual_seed(0)
    prefer_fast_matmul()
    network = GrConv(width, width)
    words, lengths = torch.randn(batch, time, width), torch.full((batch,), time)

    def plain() -> Tensor:
        return torch.stack([network(sentence) for sentence in words])

    timings = compare(
        {
            PLAIN: lambda: with_gradients(plain, network),
            FAST: lambda: with_gradients(lambda: encode_batch(network, words, lengths), network),
        },
        baseline=PLAIN, agree=close, rounds=3, warmup=0,
    )  # fmt: skip
    timings.show()
    if save:
        timings.save(
            RESULTS / "benchmark_grconv.json",
            about="grConv forward and backward, plain equations and a level as one product",
            command=COMMAND,
        )

    gru = torch.nn.GRU(width, width)
    rows: list[tuple[dict[str, str | int], dict[str, object]]] = []
    for steps in (5, 10, 15, time):
        read, counted = words[:, :steps], torch.full((batch,), steps)
        turned = read.transpose(0, 1).contiguous()
        candidates = {
            GRU: lambda turned=turned: with_gradients(lambda: gru(turned)[0], gru),
            FAST: lambda read=read, counted=counted: with_gradients(
                lambda: encode_batch(network, read, counted), network
            ),
        }
        timings = compare(candidates, baseline=GRU, agree=lambda _: None, rounds=ROUNDS)
        print(f"{steps} words:")
        timings.show()
        rows += [({"words": steps, **labels}, metrics) for labels, metrics in timings.measured()]
    if save:
        save_measured(
            RESULTS / "benchmark_grconv_gru.json",
            rows,
            about="grConv beside torch's GRU, by the length of the sentence",
            command=COMMAND,
            config={
                "baseline": GRU, "rounds": ROUNDS, "threads": 1, "batch": batch, "width": width,
            },
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
