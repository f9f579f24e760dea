"""Perplexity: every token once, with the context that the stride promises."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT, GPTConfig


def random_model() -> GPT:
    torch.manual_seed(0)
    model = (
        GPT(GPTConfig(vocab_size=11, context=8, d_model=12, num_layers=2, num_heads=2))
        .eval()
        .double()
    )
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    return model


MODEL = random_model()


def one_token_at_a_time(tokens: torch.Tensor, stride: int, context: int) -> float:
    """The protocol, said again: each prediction from its own slice of the text."""
    total, start, end = 0.0, 0, min(context, len(tokens) - 1)
    predicted = 0
    while predicted < len(tokens) - 1:
        for target in range(predicted + 1, end + 1):
            logits = MODEL(tokens[None, start:target])[0, -1]
            total -= logits.log_softmax(0)[tokens[target]].item()
        predicted = end
        end = min(predicted + stride, len(tokens) - 1)
        start = max(0, end - context)
    return total


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    length=st.integers(2, 40),
    context=st.integers(1, 8),
    data=st.data(),
    batch_size=st.integers(1, 5),
)
def test_windows_predict_each_token_once_with_its_own_context(
    length: int, context: int, data: st.DataObject, batch_size: int
) -> None:
    stride = data.draw(st.integers(1, context))
    tokens = torch.randint(11, (length,), generator=torch.Generator().manual_seed(length))
    prediction = predict_text(MODEL, tokens, stride, context, batch_size)
    assert prediction.tokens == length - 1
    expected = one_token_at_a_time(tokens, stride, context)
    assert prediction.loss_sum == pytest.approx(expected, rel=1e-4)


def test_perplexity_is_the_exponential_of_the_mean_loss() -> None:
    prediction = predict_text(MODEL, torch.arange(11))
    assert prediction.perplexity == pytest.approx(math.exp(prediction.loss_sum / 10))
    assert prediction.perplexity_per(5) == pytest.approx(prediction.perplexity**2)


@pytest.mark.parametrize(
    ("length", "options"), [(1, {}), (9, {"stride": 9}), (9, {"context": 9}), (9, {"stride": 0})]
)
def test_impossible_windows_are_refused(length: int, options: dict[str, int]) -> None:
    with pytest.raises(ModelError):
        predict_text(MODEL, torch.zeros(length, dtype=torch.long), **options)
