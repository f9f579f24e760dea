"""A language model reads forwards and goes on with a text."""

from __future__ import annotations

import torch

from work04_grconv.recurrent.language_model import LanguageModel, continue_text


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
