"""CIFAR-10's learning rate; the loop learns."""

from __future__ import annotations

import pytest

from work05_transformer.studies.vision import learning_rate_factor


def test_the_rate_rises_and_falls() -> None:
    factors = [learning_rate_factor(step, 100) for step in range(100)]
    assert max(factors) == pytest.approx(1.0)
    assert factors[0] == pytest.approx(0.1)
    assert factors[-1] == pytest.approx(1 / 90)
