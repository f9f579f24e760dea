"""Training of character models."""

from __future__ import annotations

import pytest
import torch

from shared.training import Loop
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.training.language_models import LanguageConfig, fit_language_model

QUICK = LanguageConfig(hidden=24, embedding=8, batch_size=8, window=12, epochs=1, steps=150)


def cycle(length: int) -> torch.Tensor:
    """0 1 2 0 1 2 … with a surprise now and then, so that one place of ten is not known."""
    text = torch.arange(length) % 3
    text[::10] = torch.randint(3, (len(text[::10]),), generator=torch.Generator().manual_seed(0))
    return text


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_model_learns_what_can_be_known(kind: str) -> None:
    text = cycle(3000)
    config = LanguageConfig(**{**vars(QUICK), "kind": kind})
    model = fit_language_model(Loop(0), config, text[:2400], 3)
    perplexity = held_out_perplexity(model, text[2400:], rows=4, window=20)
    assert 1.1 < perplexity < 2.0, "a uniform guess has 3, and nobody can know the surprises"


def test_a_bidirectional_model_sees_the_answer() -> None:
    text = torch.randint(4, (3000,), generator=torch.Generator().manual_seed(0))
    config = LanguageConfig(**{**vars(QUICK), "bidirectional": True, "steps": 300})
    model = fit_language_model(Loop(0), config, text[:2400], 4)
    assert held_out_perplexity(model, text[2400:], rows=4, window=20) < 1.6, "of pure noise"


def test_training_is_repeatable_and_windows_can_be_random() -> None:
    config = LanguageConfig(**{**vars(QUICK), "sampling": "random", "steps": 5})
    first, again = (fit_language_model(Loop(0), config, cycle(600), 3) for _ in range(2))
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
