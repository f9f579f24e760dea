"""Candidates are timed only when they agree, and ratios point the right way."""

import pytest

from shared.benchmark import Comparison, compare


def test_candidates_that_disagree_are_not_timed() -> None:
    calls = []

    def agree(results: dict[str, object]) -> None:
        assert results["one"] == results["two"], "results differ"

    with pytest.raises(AssertionError, match="results differ"):
        compare(
            {"one": lambda: calls.append(1) or 1, "two": lambda: 2}, baseline="one", agree=agree
        )
    assert len(calls) == 1


def test_every_candidate_runs_in_every_round() -> None:
    counts = {"one": 0, "two": 0}

    def candidate(name: str):
        def run() -> int:
            counts[name] += 1
            return 7

        return run

    result = compare(
        {name: candidate(name) for name in counts},
        baseline="one",
        agree=lambda _: None,
        rounds=5,
        warmup=1,
    )
    assert counts == {"one": 7, "two": 7}  # one to compare, one to warm up, five timed
    assert all(len(seconds) == 5 for seconds in result.seconds.values())


def test_a_candidate_with_half_the_time_is_twice_as_fast() -> None:
    result = Comparison("slow", {"slow": [2.0, 4.0, 6.0], "fast": [1.0, 2.0, 3.0]}, threads=1)
    assert result.speedup("fast") == (2.0, 2.0, 2.0)
    assert result.speedup("slow") == (1.0, 1.0, 1.0)


def test_an_unknown_baseline_is_named() -> None:
    with pytest.raises(KeyError, match="'three' is not one of one, two"):
        compare({"one": lambda: 1, "two": lambda: 1}, baseline="three", agree=lambda _: None)
