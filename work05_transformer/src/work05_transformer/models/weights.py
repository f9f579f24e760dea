"""Models from files: GPT-2 as Hugging Face keeps it, and runs trained here.

Weights come from safetensors files alone, which hold numbers and nothing to execute.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from shared.training.run import write_json
from shared.training.saved import WEIGHTS, fill, read_json, read_weights
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models.gpt2 import GPT, GPTConfig
from work05_transformer.models.hugging_face import (
    config_from_hugging_face,
    config_from_shapes,
    fetch_from_hub,
    from_hugging_face,
)
from work05_transformer.text.tokenizer import Tokenizer, load_tokenizer

MODEL_FILE = "model.json"


def build(config: GPTConfig) -> GPT:
    """Build a model without the time that random weights take."""
    with torch.device("meta"):
        model = GPT(config)
    # Tables of angles are no part of the weights: build them for real.
    return GPT(config) if config.positions == "rotary" else model.to_empty(device="cpu")


def save_config(config: GPTConfig, folder: Path) -> None:
    """Write model.json beside a run's weights, so that `load_model` can read the run."""
    write_json(folder / MODEL_FILE, dataclasses.asdict(config))


def load_gpt(path: Path) -> GPT:
    """Load the model in a folder (Hugging Face's or a run's), or in one safetensors file.

    Raises:
        SavedModelError: there is no model, it is damaged, or its parts do not fit.
        ModelError: it is of another kind.
    """
    if path.is_file():
        tensors = from_hugging_face(read_weights(path))
        missing = {"embedding.weight", "positions.table"} - set(tensors)
        if missing:
            raise ModelError(f"{path} lacks {min(missing)!r}: it holds no whole GPT-2")
        return fill(build(config_from_shapes(tensors)), tensors, path)
    if (path / MODEL_FILE).exists():
        try:
            config = GPTConfig(**read_json(path / MODEL_FILE))
        except TypeError as error:
            raise ModelError(f"{path / MODEL_FILE} is of another version: {error}") from None
        return fill(build(config), read_weights(path / WEIGHTS), path / WEIGHTS)
    config = config_from_hugging_face(read_json(path / "config.json"))
    tensors = from_hugging_face(read_weights(path / WEIGHTS))
    return fill(build(config), tensors, path / WEIGHTS)


def load_model(name: str) -> tuple[GPT, Tokenizer]:
    """Load a model and its tokenizer.

    Args:
        name: a folder, a safetensors file beside its tokenizer, or a name on the Hugging Face hub,
            such as gpt2.

    Raises:
        ModelError: there is no such model, it cannot be fetched, or it is of another kind.
        SavedModelError: it is damaged.
        TokenizerError: the tokenizer is missing, or has more tokens than the model.
    """
    path = Path(name)
    if not path.exists():
        path = fetch_from_hub(name)
    model = load_gpt(path)
    tokenizer = load_tokenizer(path if path.is_dir() else path.parent)
    if len(tokenizer) != model.config.vocab_size:
        raise TokenizerError(
            f"the tokenizer beside {path} has {len(tokenizer)} tokens, the model "
            f"{model.config.vocab_size}: they belong to different models"
        )
    return model, tokenizer
