"""The paper's learning rate: a straight rise, then 1/√step (Vaswani et al. 2017, equation 3)."""

from __future__ import annotations


def paper_learning_rate(step: int, d_model: int, warmup: int) -> float:
    """Return d_model^−0.5 · min(step^−0.5, step · warmup^−1.5).

    The two parts meet at `step = warmup`, where it is highest: 1 / √(d_model · warmup).

    Args:
        step: the optimizer's step, counted from 1.
        d_model: features of a position.
        warmup: steps in which it rises; 0 leaves the fall alone, from 1 / √d_model on.
    """
    if warmup == 0:
        return float((d_model * step) ** -0.5)
    return float(d_model**-0.5 * min(step**-0.5, step * warmup**-1.5))
