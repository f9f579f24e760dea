"""A text read token by token has the loss that it has when it is read at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from work05_transformer.models.gpt2 import GPT, GPTConfig
from work05_transformer.studies.rounding import TRAINED, loss_token_by_token, rounded


def test_token_by_token_is_window_by_window() -> None:
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=9, context=5, d_model=8, num_layers=2, num_heads=2)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    text = torch.randint(9, (13,))  # windows of 5, 5 and 3 tokens: 4, 4 and 2 predictions
    losses = []
    with torch.no_grad():
        for window in (text[:5], text[5:10], text[10:]):
            logits = model(window[None, :-1])[0]
            losses += functional.cross_entropy(logits, window[1:], reduction="none").tolist()
    assert loss_token_by_token(model, text) == pytest.approx(sum(losses) / 10, rel=1e-5)


def test_each_precision_is_compared_with_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("work05_transformer.studies.rounding.TOKENS", 40)
    tiny = replace(
        TRAINED, corpus="sample", steps=4, rounds=1, warmup=1, d_model=16, num_heads=2, num_layers=1
    )
    precisions = rounded(tiny, seed=0)["precisions"]
    assert precisions["float32"]["perplexity/more"] == 0
    assert precisions["int8"]["perplexity/more"] != 0
    assert all(abs(values["perplexity/more"]) < 0.05 for values in precisions.values())
