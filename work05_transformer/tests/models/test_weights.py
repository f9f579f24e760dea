"""Models come from safetensors files; what cannot be used is named."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from tiny_models import TINY, reference_model, save_like_the_hub, saved_run

from shared.training import SavedModelError
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models import hugging_face
from work05_transformer.models.weights import (
    load_gpt,
    load_model,
    save_config,
)
from work05_transformer.text.byte_pairs import learn_byte_pairs


def test_a_run_loads_with_its_tokenizer(tmp_path: Path) -> None:
    tokenizer = learn_byte_pairs("some text, some more text", 260)
    config = dataclasses.replace(TINY, vocab_size=len(tokenizer), positions="rotary", tied=False)
    model = saved_run(tmp_path, config)
    tokenizer.save(tmp_path)
    loaded, loaded_tokenizer = load_model(str(tmp_path))
    tokens = torch.tensor([loaded_tokenizer.encode("some text")])
    assert torch.equal(loaded(tokens), model(tokens))


def test_a_bare_file_of_weights_tells_its_sizes(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, d_model=128, num_heads=2)
    reference = reference_model(config)
    save_like_the_hub(reference, tmp_path)
    assert load_gpt(tmp_path / "model.safetensors").config == config


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


def test_pickled_and_damaged_weights_are_refused(tmp_path: Path) -> None:
    pickled = tmp_path / "pytorch_model.bin"
    pickled.write_bytes(b"anything")
    with pytest.raises(SavedModelError, match="pickled weights are not read"):
        load_gpt(pickled)
    save_config(TINY, tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no header")
    with pytest.raises(SavedModelError, match="is damaged"):
        load_gpt(tmp_path)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SavedModelError, match=r"no config\.json"):
        load_gpt(tmp_path)
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

    monkeypatch.setattr(hugging_face, "snapshot_download", offline)
    with pytest.raises(ModelError, match="hub does not give it"):
        load_model("gpt2-that-is-nowhere")
