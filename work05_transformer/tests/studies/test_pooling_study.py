"""A learned width estimates better than width 1, and leaving one out leaves it out."""

from __future__ import annotations

import torch

from work05_transformer.layers.pooling import KernelPooling
from work05_transformer.studies.pooling import (
    PoolingConfig,
    draw_data,
    estimate,
    leave_one_out,
)


def test_a_learned_width_is_narrower_and_better() -> None:
    given = estimate(PoolingConfig("kernel of width 1"), seed=0)
    learned = estimate(PoolingConfig("kernel, width learned", steps=60, learning_rate=0.1), seed=0)
    assert learned["width"] < given["width"]
    assert learned["test/RMSE"] < 0.8 * given["test/RMSE"]
    assert given["test/RMSE"] < estimate(PoolingConfig("average"), seed=0)["test/RMSE"]


def test_a_point_is_estimated_from_the_others_alone() -> None:
    x, y = draw_data(PoolingConfig("average", points=5), seed=1)
    pool = KernelPooling(0.5)
    errors = []
    for left_out in range(5):
        kept = torch.arange(5) != left_out
        estimated, _ = pool(x[left_out : left_out + 1], x[kept], y[kept])
        errors.append((estimated - y[left_out]).square())
    torch.testing.assert_close(leave_one_out(pool, x, y), torch.stack(errors).mean())
