"""Language models, their held-out perplexity, and gradients over time."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.recurrent.gradient_flow import gradient_norms, start_weights
from work04_grconv.recurrent.language_model import LanguageModel, continue_text, load_text
from work04_grconv.training.language_models import (
    LanguageConfig,
    fit_language_model,
    held_out_perplexity,
)

QUICK = LanguageConfig(hidden=24, embedding=8, batch_size=8, window=12, steps=150)


def cycle(length: int) -> torch.Tensor:
    """0 1 2 0 1 2 … with a surprise now and then, so that one place of ten is not known."""
    text = torch.arange(length) % 3
    text[::10] = torch.randint(3, (len(text[::10]),), generator=torch.Generator().manual_seed(0))
    return text


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_model_learns_what_can_be_known(kind: str) -> None:
    text = cycle(3000)
    config = LanguageConfig(**{**vars(QUICK), "kind": kind})
    model = fit_language_model(config, text[:2400], 3)
    found = held_out_perplexity(model, text[2400:], rows=4, window=20)
    assert 1.1 < found < 2.0, "a uniform guess has 3, and nobody can know the surprises"


def test_a_bidirectional_model_sees_the_answer() -> None:
    text = torch.randint(4, (3000,), generator=torch.Generator().manual_seed(0))
    config = LanguageConfig(**{**vars(QUICK), "bidirectional": True, "steps": 300})
    model = fit_language_model(config, text[:2400], 4)
    assert held_out_perplexity(model, text[2400:], rows=4, window=20) < 1.6, "of pure noise"


def test_training_is_repeatable_and_windows_can_be_random() -> None:
    config = LanguageConfig(**{**vars(QUICK), "sampling": "random", "steps": 5})
    first, again = (fit_language_model(config, cycle(600), 3) for _ in range(2))
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_causal_model_ignores_the_future() -> None:
    model = LanguageModel(5, 4, 6, "gru")
    tokens = torch.tensor([[0, 1, 2, 3]])
    before, _ = model(tokens, None)
    tokens[0, 3] = 4
    after, _ = model(tokens, None)
    assert torch.equal(before[:, :3], after[:, :3])


def test_a_continuation_begins_with_its_prompt() -> None:
    model = LanguageModel(5, 4, 6, "lstm")
    generator = torch.Generator().manual_seed(0)
    text = continue_text(model, torch.tensor([1, 2]), 7, generator)
    assert text.shape == (9,)
    assert text[:2].tolist() == [1, 2]


def test_the_standard_library_is_always_there() -> None:
    learnt, held_out = load_text("standard-library", longest=20_000)
    assert (len(learnt), len(held_out)) == (18_000, 2_000)


def norms_after(kind: str, radius: float | None) -> float:
    generator = torch.Generator().manual_seed(0)
    weights = start_weights(kind, 4, 32, generator, radius=radius)  # type: ignore[arg-type]
    inputs = torch.randn(50, 8, 4, generator=generator, dtype=torch.float64) * 0.1
    norms = gradient_norms(kind, weights, inputs)  # type: ignore[arg-type]
    assert len(norms) == 51
    assert norms[-1] == 1
    return norms[0]


def test_gradients_vanish_with_a_small_radius_and_explode_with_a_large_one() -> None:
    assert norms_after("rnn", 0.5) < 1e-10
    assert norms_after("rnn", 0.5) < norms_after("rnn", 1.0) < norms_after("rnn", 1.5)


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_gates_that_keep_hand_the_gradient_back(kind: str) -> None:
    def first(keep: float) -> float:
        generator = torch.Generator().manual_seed(0)
        weights = start_weights(kind, 4, 32, generator, keep=keep)  # type: ignore[arg-type]
        inputs = torch.randn(50, 8, 4, generator=generator, dtype=torch.float64) * 0.1
        return gradient_norms(kind, weights, inputs)[0]  # type: ignore[arg-type]

    assert first(0.0) < 1e-8
    assert first(4.0) > 1e-2


def test_the_gradient_of_a_linear_chain_is_the_radius_to_the_power_of_its_length() -> None:
    generator = torch.Generator().manual_seed(0)
    weights = start_weights("rnn", 4, 16, generator, radius=0.9)
    for tensor in (weights.weight_ih, weights.bias_ih, weights.bias_hh):
        tensor.zero_()  # states stay at 0, where tanh is the identity
    norms = gradient_norms("rnn", weights, torch.zeros(20, 2, 4, dtype=torch.float64))
    assert norms[0] == pytest.approx(0.9**20)
