"""Why 1/√d: the variance of scores, and what it does to the softmax."""

from __future__ import annotations

import pytest

from work05_transformer.studies.variance import ScoreConfig, measure_scores


@pytest.mark.parametrize("features", [4, 64, 512])
def test_scores_have_variance_d_and_1_after_the_division(features: int) -> None:
    measured = measure_scores(ScoreConfig(features), seed=0)
    assert measured["scores/variance"] == pytest.approx(features, rel=0.1)
    assert measured["scaled/variance"] == pytest.approx(1.0, rel=0.1)


def test_without_the_division_the_softmax_of_many_features_takes_one_key_alone() -> None:
    measured = measure_scores(ScoreConfig(512), seed=0)
    assert measured["scores/largest_weight"] > 0.7
    assert measured["scaled/largest_weight"] < 0.2
