"""What the study of gradients measures."""

from __future__ import annotations

from work04_grconv.studies.gradients import NETWORKS, gradient_flow


def test_a_gradient_is_told_some_steps_back_and_everywhere() -> None:
    metrics = gradient_flow(NETWORKS["RNN, radius 0.9"], 0)
    assert metrics["gradient_norm/100_back"] < 1e-3
    assert len(metrics["gradient_norms"]) == 101
    assert metrics["gradient_norms"][-1 - 10] == metrics["gradient_norm/10_back"]
