"""Models come from safetensors files; what cannot be used is named."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import torch
from safetensors.torch import save_file
from tiny_models import TINY, reference_model, save_like_the_hub, saved_run
from transformers import GPT2Tokenizer

from shared.data.errors import FormatError
from shared.training import SavedModelError
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models.gpt2 import GPTConfig
from work05_transformer.models.weights import (
    load_gpt,
    load_model,
    save_config,
)
from work05_transformer.text.byte_pairs import learn_byte_pairs
from work05_transformer.text.tokenizer import load_tokenizer


def test_a_run_loads_with_its_tokenizer(tmp_path: Path) -> None:
    tokenizer = learn_byte_pairs("some text, some more text", 260)
    config = dataclasses.replace(TINY, vocab_size=len(tokenizer), positions="rotary", tied=False)
    model = saved_run(tmp_path, config)
    tokenizer.save(tmp_path)
    loaded, loaded_tokenizer = load_model(str(tmp_path))
    tokens = torch.tensor([loaded_tokenizer.encode("some text")])
    assert torch.equal(loaded(tokens), model(tokens))


def test_a_file_of_weights_has_the_heads_that_its_config_says(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, d_model=128, num_heads=4)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "my-gpt2-20240131.safetensors")
    model = load_gpt(tmp_path / "my-gpt2-20240131.safetensors")
    assert model.config == config
    tokens = torch.arange(10)[None]
    torch.testing.assert_close(model(tokens), reference(tokens).logits, rtol=1e-4, atol=1e-5)


def test_a_file_of_weights_alone_has_a_published_size_or_none(tmp_path: Path) -> None:
    save_like_the_hub(
        reference_model(dataclasses.replace(TINY, d_model=128, num_heads=4)), tmp_path
    )
    (tmp_path / "config.json").unlink()
    with pytest.raises(ModelError, match=r"how many heads .* config\.json beside it"):
        load_gpt(tmp_path / "model.safetensors")
    config = dataclasses.replace(TINY, d_model=768, num_layers=1, num_heads=12)
    save_like_the_hub(reference_model(config), tmp_path)
    (tmp_path / "config.json").unlink()
    assert load_gpt(tmp_path / "model.safetensors").config == config


def test_a_config_needs_only_say_what_differs_from_gpt2(tmp_path: Path) -> None:
    config = GPTConfig(vocab_size=50, num_layers=1)
    reference_model(config).save_pretrained(tmp_path)
    values = json.loads((tmp_path / "config.json").read_text())
    few = {name: values[name] for name in ("model_type", "vocab_size", "n_layer")}
    (tmp_path / "config.json").write_text(json.dumps(few))
    assert load_gpt(tmp_path).config == config


def test_weights_in_several_files_are_read(tmp_path: Path) -> None:
    reference = reference_model(TINY)
    reference.save_pretrained(tmp_path, max_shard_size="3KB")
    assert len(list(tmp_path.glob("model-*.safetensors"))) > 1
    tokens = torch.arange(10)[None]
    for path in (tmp_path, tmp_path / "model.safetensors.index.json"):
        torch.testing.assert_close(
            load_gpt(path)(tokens), reference(tokens).logits, rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize("wrapped", ["model", "state_dict", "model_state_dict"])
def test_wrapped_weights_are_read(wrapped: str, tmp_path: Path) -> None:
    reference = reference_model(TINY)
    save_like_the_hub(reference, tmp_path)
    state = {f"_orig_mod.module.{n}": t for n, t in reference.state_dict().items() if "lm" not in n}
    torch.save({wrapped: state, "epoch": 3}, tmp_path / "checkpoint.pt")
    tokens = torch.arange(10)[None]
    ours = load_gpt(tmp_path / "checkpoint.pt")(tokens)
    torch.testing.assert_close(ours, reference(tokens).logits, rtol=1e-4, atol=1e-5)


def test_logits_of_their_own_are_read(tmp_path: Path) -> None:
    reference = reference_model(TINY)
    reference.lm_head.weight = torch.nn.Parameter(torch.randn(50, 12))
    reference.config.tie_word_embeddings = False
    reference.save_pretrained(tmp_path)
    model, tokens = load_gpt(tmp_path), torch.arange(10)[None]
    assert not model.config.tied
    torch.testing.assert_close(model(tokens), reference(tokens).logits, rtol=1e-4, atol=1e-5)
    save_like_the_hub(reference, tmp_path)  # without them
    with pytest.raises(ModelError, match="tie_word_embeddings is False"):
        load_gpt(tmp_path)


def test_a_padded_vocabulary_says_only_what_the_tokenizer_knows(tmp_path: Path) -> None:
    tokenizer = learn_byte_pairs("some text, some more text", 260)
    reference = reference_model(dataclasses.replace(TINY, vocab_size=320))
    reference.save_pretrained(tmp_path)
    tokenizer.save(tmp_path)
    model, _ = load_model(str(tmp_path))
    assert model.config.vocab_size == len(tokenizer) == 260
    tokens = torch.arange(10)[None]
    expected = reference(tokens).logits[..., :260]
    torch.testing.assert_close(model(tokens), expected, rtol=1e-4, atol=1e-5)


def test_a_tokenizer_json_cuts_text_as_transformers_does(tmp_path: Path) -> None:
    learned = learn_byte_pairs("some text, some more text", 260)
    reference = GPT2Tokenizer(vocab=learned.tokens, merges=list(learned.ranks), eos_token="</s>")
    reference.save_pretrained(tmp_path)
    assert not (tmp_path / "vocab.json").exists()
    ours = load_tokenizer(tmp_path)
    for text in ("some text more", "élan, don't!  \n x", "文"):
        assert ours.encode(text) == reference.encode(text)
        assert ours.decode(ours.encode(text)) == text
    assert len(ours) == len(reference)
    assert ours.end_of_text == reference.eos_token_id


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": {"type": "Unigram", "vocab": []}}, "model is 'Unigram'"),
        ({"pre_tokenizer": {"type": "Whitespace"}}, "pre_tokenizer is"),
        ({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": True}}, "add_prefix_space"),
        ({"normalizer": {"type": "NFC"}}, "normalizer is"),
        ({"model": {"type": "BPE", "vocab": {"a": 0}}}, "is damaged"),
        ({"pre_tokenizer": None}, "is damaged"),
    ],
)
def test_a_tokenizer_of_another_kind_is_refused(
    change: dict[str, Any], message: str, tmp_path: Path
) -> None:
    learned = learn_byte_pairs("some text, some more text", 260)
    GPT2Tokenizer(vocab=learned.tokens, merges=list(learned.ranks)).save_pretrained(tmp_path)
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(TokenizerError, match=message):
        load_tokenizer(tmp_path)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    model = saved_run(tmp_path, TINY)
    tensors = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    tensors["norm.weight"][3] = torch.nan
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(FormatError, match=r"norm\.weight holds NaN"):
        load_gpt(tmp_path)


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
    save_config(dataclasses.replace(TINY, vocab_size=51), tmp_path)
    with pytest.raises(SavedModelError, match=r"'embedding.weight' has shape \(50, 12\)"):
        load_gpt(tmp_path)
    save_config(dataclasses.replace(TINY, num_layers=3), tmp_path)
    with pytest.raises(SavedModelError, match=r"'blocks\.2\.\S+' is missing"):
        load_gpt(tmp_path)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    pickled = tmp_path / "pytorch_model.bin"
    pickled.write_bytes(b"anything")
    with pytest.raises(FormatError, match="no file of weights"):
        load_gpt(pickled)
    save_config(TINY, tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no header")
    with pytest.raises(FormatError, match="damaged"):
        load_gpt(tmp_path)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no model: neither model\.json"):
        load_gpt(tmp_path)
    save_like_the_hub(reference_model(TINY), tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(ModelError, match="'llama'"):
        load_gpt(tmp_path)
    save_file({"layer.weight": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match=r"'layer\.weight' is no tensor of GPT-2"):
        load_gpt(tmp_path / "other.safetensors")


def test_a_gpt2_with_unknown_settings_is_refused(tmp_path: Path) -> None:
    reference = reference_model(TINY)
    save_like_the_hub(reference, tmp_path)
    values = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**values, "activation_function": "relu"}))
    with pytest.raises(ModelError, match="activation_function is 'relu'"):
        load_gpt(tmp_path)


def test_a_hub_that_does_not_answer_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_arguments: object, **_options: object) -> str:
        raise OSError("offline")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", offline)
    with pytest.raises(ModelError, match="hub does not give it"):
        load_model("gpt2-that-is-nowhere")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ((), r"a run that is not finished.*train\.py --resume"),
        (("transformer.json",), r"is no GPT: `python translate\.py --model"),
        (("classifier.json",), r"is no GPT: `python classify\.py --model"),
    ],
)
def test_a_run_without_a_gpt_is_called_what_it_is(
    files: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"steps": 3, "d_model": 8}))
    for name in files:
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelError, match=message):
        load_gpt(tmp_path)
