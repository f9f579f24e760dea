"""Sampling equals transformers' processors and keeps its promises."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers.generation import (
    RepetitionPenaltyLogitsProcessor,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from shared.training.settings.ranges import SettingsError
from work05_transformer.decoding import sampling
from work05_transformer.decoding.sampling import (
    GREEDY,
    Sampling,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
)


def random_logits(seed: int, vocabulary: int = 40) -> torch.Tensor:
    return 3 * torch.randn(2, vocabulary, generator=torch.Generator().manual_seed(seed))


@settings(deadline=None, derandomize=True, max_examples=30)
@given(seed=st.integers(0, 1000), k=st.integers(1, 50))
def test_top_k_equals_the_reference(seed: int, k: int) -> None:
    logits = random_logits(seed)
    kept = keep_top_k(logits, k)
    assert torch.equal(logits, random_logits(seed)), "keep_top_k changed its argument"
    assert torch.equal(kept, TopKLogitsWarper(k)(None, logits))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(seed=st.integers(0, 1000), p=st.floats(0.01, 0.999))
def test_top_p_keeps_the_smallest_nucleus_and_equals_the_reference(seed: int, p: float) -> None:
    logits = random_logits(seed)
    kept = keep_top_p(logits, p)
    assert torch.equal(logits, random_logits(seed)), "keep_top_p changed its argument"
    assert torch.equal(kept, TopPLogitsWarper(p)(None, logits))
    probabilities = logits.softmax(-1).where(kept.isfinite(), torch.tensor(0.0))
    assert (probabilities.sum(-1) >= p - 1e-5).all()
    least = probabilities.where(kept.isfinite(), torch.tensor(2.0)).amin(-1)
    assert (probabilities.sum(-1) - least < p + 1e-5).all(), "one token less would have sufficed"


def test_the_nucleus_of_logits_in_bfloat16_is_large_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logits, seen = random_logits(0, 50_257).bfloat16(), []
    whole = sampling.keep_top_p

    def watched(given: torch.Tensor, p: float) -> torch.Tensor:
        seen.append(whole(given, p))
        return seen[-1]

    monkeypatch.setattr(sampling, "keep_top_p", watched)
    Sampling(top_p=0.999).choose(logits, torch.zeros(2, 0, dtype=torch.long))
    (kept,) = seen
    mass = logits.double().softmax(-1).where(kept.isfinite(), torch.zeros(()).double()).sum(-1)
    assert (mass > 0.999 - 1e-5).all()


@settings(deadline=None, derandomize=True, max_examples=30)
@given(seed=st.integers(0, 1000), penalty=st.floats(0.5, 2.0))
def test_the_repetition_penalty_equals_the_reference(seed: int, penalty: float) -> None:
    logits = random_logits(seed)
    previous = torch.randint(40, (2, 6), generator=torch.Generator().manual_seed(seed))
    expected = RepetitionPenaltyLogitsProcessor(penalty)(previous, logits.clone())
    torch.testing.assert_close(penalize_repetition(logits, previous, penalty), expected)


def test_a_repeated_token_is_penalized_once() -> None:
    logits = torch.tensor([[2.0, -2.0, 1.0]])
    penalized = penalize_repetition(logits, torch.tensor([[0, 0, 1]]), 2.0)
    assert penalized.tolist() == [[1.0, -4.0, 1.0]]


def test_a_token_that_occurred_twice_passes_its_gradient_back_once() -> None:
    logits = torch.tensor([[2.0, -2.0, 1.0]], requires_grad=True)
    penalize_repetition(logits, torch.tensor([[0, 0, 1, 1, 1]]), 2.0).sum().backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad.tolist() == [[0.5, 2.0, 1.0]]


def test_samples_follow_the_tempered_distribution() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]]).expand(20_000, 3)
    generator = torch.Generator().manual_seed(0)
    none = torch.zeros(20_000, 0, dtype=torch.long)
    drawn = Sampling(temperature=2.0).choose(logits, none, generator)
    share = drawn.flatten().bincount(minlength=3) / 20_000
    torch.testing.assert_close(share, (logits[0] / 2).softmax(0), rtol=0, atol=0.015)


def test_temperature_0_and_top_k_1_are_greedy() -> None:
    logits, none = random_logits(1), torch.zeros(2, 0, dtype=torch.long)
    best = logits.argmax(-1, keepdim=True)
    assert torch.equal(GREEDY.choose(logits, none), best)
    assert torch.equal(Sampling(top_k=1).choose(logits, none), best)


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"temperature": math.nan}, "--temperature nan"),
        ({"temperature": -1.0}, "--temperature -1"),
        ({"temperature": math.inf}, "--temperature inf"),
        ({"top_k": 0}, "--top-k 0"),
        ({"top_p": 0.0}, "--top-p 0"),
        ({"top_p": math.nan}, "--top-p nan"),
        ({"repetition_penalty": 0.0}, "--repetition-penalty 0"),
        ({"repetition_penalty": math.nan}, "--repetition-penalty nan"),
    ],
)
def test_settings_outside_their_range_are_refused(
    settings_: dict[str, float], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        Sampling(**settings_)


@pytest.mark.parametrize("temperature", [1e-300, 1e-40, 1e-7])
def test_a_temperature_near_zero_is_greedy(temperature: float) -> None:
    logits, none = random_logits(1), torch.zeros(2, 0, dtype=torch.long)
    assert torch.equal(Sampling(temperature).choose(logits, none), logits.argmax(-1, keepdim=True))
