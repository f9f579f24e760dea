"""Attention pooling as regression: what is f(x), given noisy values at other places?

Fifty pairs (x, y) with y = 2 sin x + x^0.8 + noise; a query x gets the pooled values. What a pooling
has to learn, it learns by leaving one out: each y is estimated from all the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from shared.studies import Study, study
from work05_transformer.layers.attention import AdditiveAttention, attention
from work05_transformer.layers.pooling import KernelPooling, Pooling, average_pooling


@dataclass(frozen=True)
class PoolingConfig:
    """The data, and how a pooling learns from them."""

    pooling: str
    points: int = 50
    noise: float = 0.5
    steps: int = 400
    learning_rate: float = 0.03


class DotProductPooling(nn.Module):
    """The scaled dot product of learned linear features of (x, x²)."""

    def __init__(self, features: int = 8) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(2, features), nn.Linear(2, features)

    def forward(
        self,
        query: Float[Tensor, "batch queries 1"],
        key: Float[Tensor, "batch keys 1"],
        value: Float[Tensor, "batch keys 1"],
    ) -> tuple[Float[Tensor, "batch queries 1"], Float[Tensor, "batch queries keys"]]:
        """Return the mixed values, and the weights."""
        query, key = (torch.cat((x, x.square() / 5), -1) for x in (query, key))
        return attention(self.query(query), self.key(key), value)


POOLINGS: dict[str, Callable[[], Pooling]] = {
    "average": lambda: average_pooling,
    "kernel of width 1": KernelPooling,
    "kernel, width learned": lambda: KernelPooling(learned=True),
    "dot product, learned": DotProductPooling,
    "additive, learned": lambda: AdditiveAttention(1, 1, 16),
}


def truth(x: Float[Tensor, "*points"]) -> Float[Tensor, "*points"]:
    """Return the function behind the data."""
    return 2 * x.sin() + x**0.8


def draw_data(
    config: PoolingConfig, seed: int
) -> tuple[Float[Tensor, "points 1"], Float[Tensor, "points 1"]]:
    """Draw the places between 0 and 5, in order, and their values."""
    rng = np.random.default_rng(seed)
    x = torch.from_numpy(np.sort(rng.uniform(0, 5, config.points))).float()
    noise = torch.from_numpy(rng.normal(0, config.noise, config.points)).float()
    return x[:, None], (truth(x) + noise)[:, None]


def leave_one_out(
    pool: Pooling, x: Float[Tensor, "points 1"], y: Float[Tensor, "points 1"]
) -> Float[Tensor, ""]:
    """Return the mean squared error of each point's estimate from all the others."""
    others = ~torch.eye(len(x), dtype=torch.bool)
    keys, values = (t.mT.expand(len(x), -1)[others].view(len(x), -1, 1) for t in (x, y))
    estimates, _ = pool(x[:, None], keys, values)
    return (estimates[:, 0] - y).square().mean()


def train_pooling(config: PoolingConfig, seed: int) -> Pooling:
    """Make a pooling, and fit its parameters where it has any."""
    torch.manual_seed(seed)
    pool = POOLINGS[config.pooling]()
    parameters = (
        [p for p in pool.parameters() if p.requires_grad] if isinstance(pool, nn.Module) else []
    )
    if not parameters:
        return pool
    x, y = draw_data(config, seed)
    optimizer = torch.optim.Adam(parameters, config.learning_rate)
    for _ in range(config.steps):
        optimizer.zero_grad()
        loss = leave_one_out(pool, x, y)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return pool


@torch.no_grad()
def estimate(config: PoolingConfig, seed: int) -> dict[str, float]:
    """Fit a pooling; measure its estimates against the function itself, at 200 places.

    Returns:
        `leave_one_out/RMSE` on the noisy data, `test/RMSE` against the function, and a kernel's
        `width`.
    """
    with torch.enable_grad():
        pool = train_pooling(config, seed)
    x, y = draw_data(config, seed)
    places = torch.linspace(0, 5, 200)[:, None]
    estimates, _ = pool(places[None], x[None], y[None])
    metrics = {
        "leave_one_out/RMSE": leave_one_out(pool, x, y).sqrt().item(),
        "test/RMSE": (estimates[0] - truth(places)).square().mean().sqrt().item(),
    }
    return metrics | ({"width": pool.width.item()} if isinstance(pool, KernelPooling) else {})


@study(seeds=(0, 1, 2, 3, 4))
def pooling(s: Study) -> None:
    """Estimate a function from noisy points by five kinds of attention pooling."""
    for name in POOLINGS:
        for seed in s.seeds:
            s.measure({"pooling": name}, estimate, PoolingConfig(name), seed)
