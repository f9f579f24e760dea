"""The paper's learning rate: a straight rise, then 1/√step (Vaswani et al. 2017, equation 3)."""

from __future__ import annotations


def paper_rate(step: int, width: int, warmup: int) -> float:
    """Return d_model^−0.5 · min(step^−0.5, step · warmup^−1.5).

    The two parts meet at `step = warmup`, where the rate is highest: 1 / √(width · warmup).

    Args:
        step: the optimizer's step, counted from 1.
        width: features of a position, d_model.
        warmup: steps in which the rate rises; 0 starts at once at the highest rate of one.
    """
    if warmup == 0:
        return float((width * step) ** -0.5)
    return float(width**-0.5 * min(step**-0.5, step * warmup**-1.5))
