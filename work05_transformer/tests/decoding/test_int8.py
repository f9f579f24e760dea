"""Rounded weights: whole numbers as the kernel multiplies them, computed here once more."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from work05_transformer.decoding.generation import generate_tokens
from work05_transformer.decoding.int8 import Int8Linear, in_int8, round_rows
from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT, GPTConfig


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@given(seed=st.integers(0, 2**32), rows=st.integers(1, 9), columns=st.integers(1, 9))
def test_each_weight_is_at_most_half_a_step_away(seed: int, rows: int, columns: int) -> None:
    weight = normal(rows, columns, seed=seed) * torch.logspace(-3, 3, rows)[:, None]
    before = weight.clone()
    rounded, scale = round_rows(weight)
    assert torch.equal(weight, before)
    assert (
        rounded.abs().amax(dim=1).tolist() == [127] * rows
    )  # a row's largest uses the whole range
    error = (rounded * scale[:, None] - weight).abs()
    assert (error <= 0.5001 * scale[:, None]).all()


def test_a_row_of_zeros_stays_zero() -> None:
    rounded, scale = round_rows(torch.zeros(2, 3))
    assert rounded.tolist() == [[0] * 3] * 2
    assert scale.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("bias", [None, normal(5, seed=1)])
def test_a_product_is_that_of_whole_numbers(bias: torch.Tensor | None) -> None:
    weight, features = normal(5, 32), normal(2, 3, 32, seed=2)
    rounded, scale = round_rows(weight)
    step, zero = torch._choose_qparams_per_tensor(features, True)
    whole = (features / step).round().long() + zero
    assert whole.min() >= 0
    assert whole.max() <= 127  # seven bits
    exact = (whole - zero).double() @ rounded.double().T * step * scale.double()
    expected = exact if bias is None else exact + bias
    torch.testing.assert_close(Int8Linear(weight, bias)(features).double(), expected)


@pytest.mark.parametrize("tied", [True, False])
def test_every_matrix_is_rounded_and_the_model_is_as_it_was(tied: bool) -> None:
    torch.manual_seed(0)
    config = GPTConfig(vocab_size=20, context=8, d_model=16, num_layers=2, num_heads=2, tied=tied)
    model = GPT(config).eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    small = in_int8(model)
    layers = [module for module in small.modules() if isinstance(module, Int8Linear)]
    assert len(layers) == 4 * config.num_layers + 1
    assert not any(isinstance(module, torch.nn.Linear) for module in small.modules())
    after = model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], value) for name, value in after.items())
    tokens = torch.tensor([[1, 2, 3]])
    with torch.no_grad():
        expected, logits = model(tokens), small(tokens)
    assert 0 < (logits - expected).abs().max() < 0.05 * expected.abs().max()


def test_it_generates_what_its_own_logits_say() -> None:
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=20, context=12, d_model=16, num_layers=2, num_heads=2)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    small, prompt = in_int8(model), torch.tensor([[1, 2, 3]])
    text = torch.cat([prompt, *generate_tokens(small, prompt, 6)], dim=1)
    # The first token needs no cache, so the whole text computed at once says the same.
    with torch.no_grad():
        likeliest = functional.softmax(small(prompt)[0, -1], dim=0).argmax()
    assert text[0, 3] == likeliest


def test_a_torch_without_the_kernels_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(torch.backends.quantized), "engine", "none")
    model = GPT(GPTConfig(vocab_size=9, context=5, d_model=8, num_layers=1, num_heads=2))
    with pytest.raises(ModelError, match="without kernels for int8"):
        in_int8(model)
