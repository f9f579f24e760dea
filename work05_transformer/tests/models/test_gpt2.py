"""GPT-2 equals transformers' with the same weights, at every size's shape, with and without a cache."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from tiny_models import TINY, reference_model, save_like_the_hub
from torch import nn

from shared.training.settings.ranges import SettingsError
from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT, SIZES, GPTConfig
from work05_transformer.models.hugging_face import from_hugging_face
from work05_transformer.models.transformer import parameter_count
from work05_transformer.models.weights import load_gpt


def random_model(config: GPTConfig = TINY) -> GPT:
    torch.manual_seed(0)
    model = GPT(config).double().eval()
    for parameter in model.parameters():  # norms of 1 and biases of 0 would hide mistakes
        nn.init.normal_(parameter, mean=0.05, std=0.3)
    return model


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(size, marks=[pytest.mark.slow] * (size in ("gpt2-large", "gpt2-xl")))
        for size in SIZES
    ],
)
def test_logits_equal_the_reference_at_every_sizes_shape(size: str, tmp_path: Path) -> None:
    """All widths and heads as they are; fewer layers, tokens and positions, for seconds' sake."""
    config = dataclasses.replace(SIZES[size], num_layers=2, vocab_size=300, context=40)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    model = load_gpt(tmp_path)
    assert model.config == config
    tokens = torch.randint(300, (2, 40))
    with torch.no_grad():
        torch.testing.assert_close(model(tokens), reference(tokens).logits, rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("size", "parameters"),
    [
        ("gpt2", 124_439_808),
        ("gpt2-medium", 354_823_168),
        ("gpt2-large", 774_030_080),
        ("gpt2-xl", 1_557_611_200),
    ],
)
def test_every_size_has_the_references_parameters(size: str, parameters: int) -> None:
    with torch.device("meta"):
        model = GPT(SIZES[size])
    assert parameter_count(model) == parameters


def test_gradients_equal_the_reference(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, d_model=64, num_heads=1)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    model = load_gpt(tmp_path)
    tokens = torch.randint(50, (2, 10))
    model(tokens).sin().mean().backward()
    reference(tokens).logits.sin().mean().backward()
    renamed = from_hugging_face(
        {name: parameter.grad for name, parameter in reference.named_parameters()}
    )
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(parameter.grad, renamed[name], rtol=1e-4, atol=1e-6, msg=name)


@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_the_model_ignores_the_future(positions: str) -> None:
    model = random_model(dataclasses.replace(TINY, positions=positions))
    tokens = torch.randint(50, (2, 10))
    changed = tokens.clone()
    changed[:, 6:] = (changed[:, 6:] + 1) % 50
    before, after = model(tokens), model(changed)
    torch.testing.assert_close(before[:, :6], after[:, :6], rtol=0, atol=1e-12)
    assert not torch.allclose(before[:, 6:], after[:, 6:])


@pytest.mark.parametrize("positions", ["learned", "rotary"])
@pytest.mark.parametrize("pieces", [(10,), (1,) * 10, (4, 1, 1, 4), (3, 7)])
def test_reading_in_pieces_with_a_cache_equals_reading_at_once(
    positions: str, pieces: tuple[int, ...]
) -> None:
    model = random_model(dataclasses.replace(TINY, positions=positions))
    tokens = torch.randint(50, (2, 10))
    cache = model.new_cache(batch=2)
    logits = [model(piece, cache) for piece in tokens.split(pieces, dim=1)]
    assert cache.length == 10
    torch.testing.assert_close(torch.cat(logits, dim=1), model(tokens), rtol=0, atol=1e-10)


def test_order_matters() -> None:
    model = random_model()
    tokens = torch.tensor([[1, 2, 3]])
    assert not torch.allclose(model(tokens)[:, -1], model(tokens[:, [1, 0, 2]])[:, -1])


def test_residual_layers_start_smaller_the_deeper_the_model() -> None:
    torch.manual_seed(0)
    model = GPT(dataclasses.replace(TINY, d_model=96, num_layers=8))
    assert model.blocks[0].up.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert model.blocks[0].down.weight.std().item() == pytest.approx(0.005, rel=0.05)


def test_a_text_over_the_context_is_refused() -> None:
    model = random_model()
    with pytest.raises(ModelError, match="17 tokens are more than the context of 16"):
        model(torch.zeros(1, 17, dtype=torch.long))
    cache = model.new_cache(capacity=4)
    with pytest.raises(ModelError):
        model(torch.zeros(1, 5, dtype=torch.long), cache)


def test_heads_must_divide_d_model() -> None:
    with pytest.raises(SettingsError, match="--d-model 12 cannot be cut into --num-heads 5"):
        dataclasses.replace(TINY, num_heads=5)
