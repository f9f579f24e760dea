"""Models from files: GPT-2 as Hugging Face keeps it, and runs trained here.

Nothing but numbers is taken from a file of weights: what else a pickle holds is not run.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch
from torch import nn

from shared.data.weights.loading import load_state_dict
from shared.training.folder.saved import fill, read_json
from shared.training.run import write_json
from shared.training.settings.config import from_json
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
HUB_CONFIG = "config.json"  # a run has one too, with its settings: its model.json comes first
MOST_PADDING = 1024  # rows behind a vocabulary: a multiple of 128 for each of eight devices


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
    """Load a model from its folder (Hugging Face's or a run's), or from a file of weights in it.

    Its sizes are in model.json (a run's) or config.json beside the weights. A file on its own tells
    its sizes where they are a published GPT-2's.

    Raises:
        FormatError: there are no weights, they are damaged, or they hold NaN.
        SavedModelError: they are another model's than the sizes say.
        ModelError: the model is of another kind, or nothing tells its sizes.
    """
    folder = path if path.is_dir() else path.parent
    if (folder / MODEL_FILE).exists():
        config = from_json(GPTConfig, read_json(folder / MODEL_FILE))
        return fill(build(config), load_state_dict(path), path)
    if path.is_dir() and not (folder / HUB_CONFIG).exists():
        raise ModelError(
            f"{folder} holds no model: neither {MODEL_FILE} of a run of train.py nor {HUB_CONFIG} "
            "of the Hugging Face hub"
        )
    values = read_json(folder / HUB_CONFIG) if (folder / HUB_CONFIG).exists() else None
    if values is not None and not {"model_type", "n_embd"} & set(values):
        raise ModelError(_other_run(folder))
    tensors = from_hugging_face(load_state_dict(path))
    if values is not None:
        config = config_from_hugging_face(values, tensors)
    else:
        config = config_from_shapes(tensors, path)
    return fill(build(config), tensors, path)


def _other_run(folder: Path) -> str:
    """Say what a run is that has settings, and no GPT."""
    for name, command in (("transformer.json", "translate.py"), ("classifier.json", "classify.py")):
        if (folder / name).exists():
            return f"{folder} is no GPT: `python {command} --model {folder}` uses this run"
    return (
        f"{folder} is a run that is not finished, or of another program: `python train.py --resume "
        f"{folder}` goes on with one of train.py"
    )


def load_model(name: str) -> tuple[GPT, Tokenizer]:
    """Load a model and its tokenizer.

    Args:
        name: a folder, a file of weights beside its tokenizer, or a name on the Hugging Face hub,
            such as gpt2.

    Raises:
        ModelError: there is no such model, it cannot be fetched, or it is of another kind.
        FormatError, SavedModelError: it is damaged, or its parts do not fit.
        TokenizerError: the tokenizer is missing, or of another model.
    """
    path = Path(name)
    if not path.exists():
        path = fetch_from_hub(name)
    folder = path if path.is_dir() else path.parent
    model, tokenizer = load_gpt(path), load_tokenizer(folder)
    padding = model.config.vocab_size - len(tokenizer)
    if padding < 0 or padding > (0 if (folder / MODEL_FILE).exists() else MOST_PADDING):
        raise TokenizerError(
            f"the tokenizer beside {path} has {len(tokenizer)} tokens, the model "
            f"{model.config.vocab_size}: they belong to different models"
        )
    return cut_vocabulary(model, len(tokenizer)), tokenizer


def cut_vocabulary(model: GPT, tokens: int) -> GPT:
    """Leave a model the first `tokens` of its vocabulary: the others say nothing.

    Vocabularies are padded to a round number, which makes products faster; 50,257 tokens often have
    50,304 rows.
    """
    model.config = dataclasses.replace(model.config, vocab_size=tokens)
    layers: list[nn.Embedding | nn.Linear] = [model.embedding]
    if model.head is not None:
        layers.append(model.head)
    for layer in layers:
        layer.weight = nn.Parameter(layer.weight.detach()[:tokens])
    return model
