"""GPT-2 equals transformers' with the same weights, at every size's shape, with and without a cache."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from work05_transformer import weights
from work05_transformer.byte_pairs import learn_byte_pairs
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.gpt2 import GPT, SIZES, GPTConfig
from work05_transformer.transformer import parameter_count
from work05_transformer.weights import load_model, load_weights, save_config

TINY = GPTConfig(vocabulary=50, context=16, width=12, layers=2, heads=3)


def random_model(config: GPTConfig = TINY) -> GPT:
    torch.manual_seed(0)
    model = GPT(config).double().eval()
    for parameter in model.parameters():  # norms of 1 and biases of 0 would hide mistakes
        nn.init.normal_(parameter, mean=0.05, std=0.3)
    return model


def reference_model(config: GPTConfig) -> GPT2LMHeadModel:
    torch.manual_seed(0)
    reference = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocabulary,
            n_positions=config.context,
            n_embd=config.width,
            n_layer=config.layers,
            n_head=config.heads,
            bos_token_id=0,
            eos_token_id=0,
        )
    ).eval()
    for name, parameter in reference.named_parameters():
        if parameter.dim() == 1:
            nn.init.normal_(parameter, mean=float("ln" in name), std=0.1)
    return reference


def save_like_the_hub(reference: GPT2LMHeadModel, folder: Path) -> None:
    """Write weights under the hub's names, masks of old files included."""
    tensors = {
        name.removeprefix("transformer."): tensor.contiguous()
        for name, tensor in reference.state_dict().items()
        if name != "lm_head.weight"
    }
    tensors["h.0.attn.bias"] = torch.ones(1, 1, 4, 4)
    folder.mkdir(exist_ok=True)
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(reference.config.to_dict()))


@pytest.mark.parametrize("size", SIZES)
def test_logits_equal_the_reference_at_every_sizes_shape(size: str, tmp_path: Path) -> None:
    """All widths and heads as they are; fewer layers, tokens and positions, for seconds' sake."""
    config = dataclasses.replace(SIZES[size], layers=2, vocabulary=300, context=40)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    model = load_weights(tmp_path)
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
    config = dataclasses.replace(TINY, width=64, heads=1)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    model = load_weights(tmp_path)
    tokens = torch.randint(50, (2, 10))
    model(tokens).sin().mean().backward()
    reference(tokens).logits.sin().mean().backward()
    renamed = weights.from_hugging_face(
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
    model = GPT(dataclasses.replace(TINY, width=96, layers=8))
    assert model.blocks[0].up.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert model.blocks[0].down.weight.std().item() == pytest.approx(0.005, rel=0.05)


def test_a_text_over_the_context_is_refused() -> None:
    model = random_model()
    with pytest.raises(ModelError, match="17 tokens are more than the context of 16"):
        model(torch.zeros(1, 17, dtype=torch.long))
    cache = model.new_cache(capacity=4)
    with pytest.raises(ModelError, match="5 positions in a cache for 4"):
        model(torch.zeros(1, 5, dtype=torch.long), cache)


def test_heads_must_divide_the_width() -> None:
    with pytest.raises(ModelError, match="cannot be cut into 5 heads"):
        GPT(dataclasses.replace(TINY, heads=5))


def saved_run(folder: Path, config: GPTConfig) -> GPT:
    model = GPT(config).eval()
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors")
    save_config(config, folder)
    return model


def test_a_run_loads_with_its_tokenizer(tmp_path: Path) -> None:
    tokenizer = learn_byte_pairs("some text, some more text", 260)
    config = dataclasses.replace(TINY, vocabulary=len(tokenizer), positions="rotary", tied=False)
    model = saved_run(tmp_path, config)
    tokenizer.save(tmp_path)
    loaded, loaded_tokenizer = load_model(str(tmp_path))
    tokens = torch.tensor([loaded_tokenizer.encode("some text")])
    assert torch.equal(loaded(tokens), model(tokens))


def test_a_bare_file_of_weights_tells_its_sizes(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, width=128, heads=2)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    assert load_weights(tmp_path / "model.safetensors").config == config


def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    saved_run(tmp_path, TINY)
    learn_byte_pairs("text", 256).save(tmp_path)
    with pytest.raises(TokenizerError, match=r"has 256 tokens, the model\s50"):
        load_model(str(tmp_path))


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    saved_run(tmp_path, TINY)
    with pytest.raises(TokenizerError, match="holds no tokenizer"):
        load_model(str(tmp_path))


def test_weights_of_another_shape_are_refused_by_name(tmp_path: Path) -> None:
    saved_run(tmp_path, TINY)
    save_config(dataclasses.replace(TINY, vocabulary=51), tmp_path)
    with pytest.raises(ModelError, match=r"'embedding.weight' has shape \(50, 12\)"):
        load_weights(tmp_path)
    save_config(dataclasses.replace(TINY, layers=3), tmp_path)
    with pytest.raises(ModelError, match=r"lacks 'blocks\.2"):
        load_weights(tmp_path)


def test_pickled_and_damaged_weights_are_refused(tmp_path: Path) -> None:
    pickled = tmp_path / "pytorch_model.bin"
    pickled.write_bytes(b"anything")
    with pytest.raises(ModelError, match="pickled weights are not read"):
        load_weights(pickled)
    save_config(TINY, tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no header")
    with pytest.raises(ModelError, match="is damaged"):
        load_weights(tmp_path)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json"):
        load_weights(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(ModelError, match="'llama'"):
        load_weights(tmp_path)
    save_file({"layer.weight": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match=r"'layer\.weight' is no tensor of GPT-2"):
        load_weights(tmp_path / "other.safetensors")


def test_a_gpt2_with_unknown_settings_is_refused(tmp_path: Path) -> None:
    reference = reference_model(TINY)
    save_like_the_hub(reference, tmp_path)
    values = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**values, "activation_function": "relu"}))
    with pytest.raises(ModelError, match="activation_function is 'relu'"):
        load_weights(tmp_path)


def test_a_hub_that_does_not_answer_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_arguments: object, **_options: object) -> str:
        raise OSError("offline")

    monkeypatch.setattr(weights, "snapshot_download", offline)
    with pytest.raises(ModelError, match="hub does not give it"):
        load_model("gpt2-that-is-nowhere")
