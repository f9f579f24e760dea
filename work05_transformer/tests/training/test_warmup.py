"""The paper's learning rate."""

from __future__ import annotations

import pytest

from work05_transformer.training.warmup import paper_learning_rate


def test_the_papers_rate_is_highest_where_its_two_parts_meet() -> None:
    rates = [paper_learning_rate(step, 512, 4000) for step in range(1, 20_000)]
    assert max(rates) == rates[3999] == pytest.approx(7e-4, rel=0.01)
    assert rates[:4000] == sorted(rates[:4000])
    assert rates[3999:] == sorted(rates[3999:], reverse=True)
    assert rates[1999] == pytest.approx(rates[3999] / 2)
    assert rates[15_999] == pytest.approx(rates[3999] / 2)


def test_without_warm_up_the_rate_only_falls() -> None:
    assert [paper_learning_rate(step, 4, 0) for step in (1, 4, 16)] == [0.5, 0.25, 0.125]
