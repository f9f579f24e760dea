"""Perplexity."""

from __future__ import annotations

import math

import pytest
import torch

from work04_grconv.metrics.perplexity import held_out_perplexity, perplexity
from work04_grconv.recurrent.language_model import LanguageModel


def test_perplexity_of_a_uniform_model_is_the_vocabularys_size() -> None:
    assert perplexity(torch.full((10,), math.log(7))) == pytest.approx(7)


def test_a_state_that_is_not_carried_forgets_the_window_before() -> None:
    torch.manual_seed(0)
    model = LanguageModel(5, 3, 4, "gru").double()
    text = torch.randint(5, (61,))
    carried, anew = (
        held_out_perplexity(model, text, rows=2, window=10, carry=carry) for carry in (True, False)
    )
    assert carried != pytest.approx(anew)
    whole = held_out_perplexity(model, text, rows=2, window=30)
    assert whole == held_out_perplexity(model, text, rows=2, window=30, carry=False), "one window"
