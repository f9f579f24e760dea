"""A convolution, a recurrent network and self-attention over the same sequence: cost, steps, path, time.

Vaswani et al. 2017, table 1, measured: multiply-adds are counted while a layer runs, operations that
must wait for each other are the longest chain of the gradient's graph, and the way from the first
position to the last is found by asking whether a gradient gets there.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from shared.studies import Study, study
from work05_transformer.layers.attention import MultiHeadAttention

LayerName = Literal["convolution", "recurrent", "self-attention"]


@dataclass(frozen=True)
class LayerConfig:
    """A layer and what it reads."""

    layer: LayerName
    positions: int
    d_model: int = 64
    kernel: int = 5
    batch: int = 4
    rounds: int = 5


class Convolution(nn.Module):
    """Each position sees `kernel` positions around it."""

    def __init__(self, d_model: int, kernel: int) -> None:
        super().__init__()
        self.filters = nn.Conv1d(d_model, d_model, kernel, padding=kernel // 2)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Convolve along the positions."""
        return self.filters(features.mT).mT


class Recurrent(nn.Module):
    """Each position sees the state of the one before it (Elman 1990)."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.rnn = nn.RNN(d_model, d_model, batch_first=True)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Return the states."""
        return self.rnn(features)[0]


class SelfAttention(nn.Module):
    """Each position sees all."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, 4)

    def forward(
        self, features: Float[Tensor, "batch positions d_model"]
    ) -> Float[Tensor, "batch positions d_model"]:
        """Attend to the same sequence."""
        return self.attention(features, features)


def make_layer(config: LayerConfig) -> nn.Module:
    """Build the layer."""
    if config.layer == "convolution":
        return Convolution(config.d_model, config.kernel)
    return (
        Recurrent(config.d_model) if config.layer == "recurrent" else SelfAttention(config.d_model)
    )


def longest_chain(output: Tensor, kind: str = "") -> int:
    """Return how many operations of the gradient's graph wait for each other, at most.

    Args:
        output: with its graph.
        kind: count only nodes whose name begins so.
    """
    lengths: dict[Any, int] = {}
    stack: list[Any] = [output.grad_fn]
    while stack:
        node = stack[-1]
        before = [one for one, _ in node.next_functions if one is not None]
        waiting = [one for one in before if one not in lengths]
        if waiting:
            stack += waiting
            continue
        own = int(node.name().startswith(kind))
        lengths[node] = own + max((lengths[one] for one in before), default=0)
        stack.pop()
    return lengths[output.grad_fn]


def layers_to_the_end(config: LayerConfig) -> int:
    """Return how many such layers it takes until the last position depends on the first."""
    torch.manual_seed(0)
    layer = make_layer(LayerConfig(config.layer, config.positions, 8, config.kernel)).double()

    def arrives(layers: int) -> bool:
        first = torch.randn(1, config.positions, 8, dtype=torch.float64, requires_grad=True)
        features = first
        for _ in range(layers):
            features = layer(features)
        features[:, -1].sum().backward()  # type: ignore[no-untyped-call]
        assert first.grad is not None
        return bool(first.grad[:, 0].any())

    fewest, most = 1, 1
    while not arrives(most):
        fewest, most = most + 1, 2 * most
    while fewest < most:
        middle = (fewest + most) // 2
        fewest, most = (fewest, middle) if arrives(middle) else (middle + 1, most)
    return fewest


def measure_layer(config: LayerConfig, seed: int) -> dict[str, float]:
    """Measure a layer, forwards and (for the time) backwards.

    Returns:
        `multiply_adds` of one sequence, `sequential` operations, the `path` from the first position
        to the last in layers or recurrent steps, and `core_seconds` of a batch, the median.
    """
    torch.manual_seed(seed)
    layer = make_layer(config)
    features = torch.randn(config.batch, config.positions, config.d_model)
    with FlopCounterMode(display=False) as counter:
        output = layer(features)
    times = []
    for _ in range(config.rounds + 1):
        start = time.process_time()
        layer(features).square().mean().backward()
        times.append(time.process_time() - start)
    recurrent = config.layer == "recurrent"
    steps = longest_chain(output, "Tanh") - 1 if recurrent else layers_to_the_end(config)
    return {
        "multiply_adds": counter.get_total_flops() / 2 / config.batch,
        "sequential": longest_chain(output),
        "path": steps,
        "core_seconds": statistics.median(times[1:]),
    }


@study(seeds=(0,))
def sequence_layers(s: Study) -> None:
    """Compare a convolution, a recurrent network and self-attention by cost, parallelism and path."""
    for layer in ("convolution", "recurrent", "self-attention"):
        for positions in (64, 256, 1024):
            for seed in s.seeds:
                s.measure(
                    {"layer": layer, "positions": positions},
                    measure_layer,
                    LayerConfig(layer, positions),
                    seed,
                )
