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


def test_a_continuation_goes_on_from_its_prompt_and_avoids_special_tokens() -> None:
    model = LanguageModel(5, 4, 6, "lstm").double()
    prompt = torch.tensor([1, 2])

    def draw(tokens: torch.Tensor, count: int, seed: int = 0) -> list[int]:
        generator = torch.Generator().manual_seed(seed)
        return list(continue_text(model, tokens, count, generator, special=2))

    text = draw(prompt, 200)
    assert set(text) == {2, 3, 4}
    assert draw(prompt, 200) == text != draw(prompt, 200, seed=1)
    # Nothing but what has been read decides: a prompt that is longer by what was drawn goes on alike.
    generator = torch.Generator().manual_seed(0)
    first = list(continue_text(model, prompt, 3, generator, special=2))
    later = continue_text(model, torch.cat((prompt, torch.tensor(first))), 5, generator, special=2)
    assert first + list(later) == text[:8]
