"""Models from files: GPT-2's family as Hugging Face keeps it, and runs trained here.

Weights come from safetensors files alone, which hold numbers and nothing to execute.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from shared.files import write_text_atomically
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models.gpt2 import GPT, GPTConfig
from work05_transformer.text.tokenizer import Tokenizer, load_tokenizer

MODEL_FILE, WEIGHTS_FILE = "model.json", "model.safetensors"
HEAD_FEATURES = 64  # of every GPT-2; a bare file of weights does not say it

# Hugging Face's name of a block's tensor → ours. The attention's and the feed-forward network's
# matrices are stored as (in, out); nn.Linear holds (out, in).
BLOCK_NAMES = {
    "ln_1.weight": "attention_norm.weight",
    "ln_1.bias": "attention_norm.bias",
    "attn.c_attn.weight": "attention.query_key_value.weight",
    "attn.c_attn.bias": "attention.query_key_value.bias",
    "attn.c_proj.weight": "attention.output.weight",
    "attn.c_proj.bias": "attention.output.bias",
    "ln_2.weight": "feed_forward_norm.weight",
    "ln_2.bias": "feed_forward_norm.bias",
    "mlp.c_fc.weight": "up.weight",
    "mlp.c_fc.bias": "up.bias",
    "mlp.c_proj.weight": "down.weight",
    "mlp.c_proj.bias": "down.bias",
}
NAMES = {
    "wte.weight": "embedding.weight",
    "wpe.weight": "positions.table",
    "ln_f.weight": "norm.weight",
    "ln_f.bias": "norm.bias",
}


def from_hugging_face(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename and transpose GPT-2's tensors to ours.

    Left out: masks that old files carry, and the logits' matrix, which is the embeddings'.

    Raises:
        ModelError: a tensor has no place in GPT-2.
    """
    renamed = {}
    for name, tensor in tensors.items():
        short = name.removeprefix("transformer.")
        if short == "lm_head.weight" or short.endswith((".attn.bias", ".attn.masked_bias")):
            continue
        if short in NAMES:
            renamed[NAMES[short]] = tensor
            continue
        room, _, rest = short.partition(".")
        number, _, part = rest.partition(".")
        if room != "h" or part not in BLOCK_NAMES:
            raise ModelError(f"{name!r} is no tensor of GPT-2: these are weights of another model")
        if part.endswith("weight") and not part.startswith("ln"):
            tensor = tensor.T.contiguous()
        renamed[f"blocks.{number}.{BLOCK_NAMES[part]}"] = tensor
    return renamed


def config_from_hugging_face(values: Mapping[str, Any]) -> GPTConfig:
    """Read GPT-2's config.json.

    Raises:
        ModelError: it is of another kind of model, or of a GPT-2 with settings unknown here.
    """
    if values.get("model_type") != "gpt2":
        raise ModelError(
            f"a model of the type {values.get('model_type')!r}: only gpt2 is known here"
        )
    expected = {
        "activation_function": ("gelu_new", "gelu_pytorch_tanh"),
        "layer_norm_epsilon": (1e-5,),
        "n_inner": (None, 4 * values["n_embd"]),
        "scale_attn_by_inverse_layer_idx": (False,),
        "scale_attn_weights": (True,),
        "tie_word_embeddings": (True,),
    }
    for name, known in expected.items():
        if values.get(name, known[0]) not in known:
            raise ModelError(f"{name} is {values[name]!r}: this GPT-2 has {known[0]!r}")
    return GPTConfig(
        vocab_size=values["vocab_size"],
        context=values["n_positions"],
        d_model=values["n_embd"],
        num_layers=values["n_layer"],
        num_heads=values["n_head"],
    )


def config_from_shapes(tensors: Mapping[str, Tensor]) -> GPTConfig:
    """Read the sizes of a GPT-2 off its tensors (named as ours), 64 features a head."""
    vocab_size, d_model = tensors["embedding.weight"].shape
    return GPTConfig(
        vocab_size=vocab_size,
        context=len(tensors["positions.table"]),
        d_model=d_model,
        num_layers=sum(name.endswith("attention_norm.bias") for name in tensors),
        num_heads=max(1, d_model // HEAD_FEATURES),
    )


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read a safetensors file.

    Raises:
        ModelError: it is missing, damaged, or of another kind.
    """
    if path.suffix != ".safetensors":
        raise ModelError(f"{path} is no .safetensors file; pickled weights are not read")
    try:
        return load_file(path)
    except FileNotFoundError:
        raise ModelError(f"there are no weights at {path}") from None
    except SafetensorError as error:
        raise ModelError(f"{path} is damaged: {error}") from None


def fill(model: GPT, tensors: Mapping[str, Tensor], where: Path) -> GPT:
    """Copy tensors into a model.

    Raises:
        ModelError: one is missing, too many, or of another shape; the first is named.
    """
    own = model.state_dict()
    for name in (*own, *tensors):
        if name not in tensors:
            raise ModelError(f"{where} lacks {name!r}: it holds another model's weights")
        if name not in own:
            raise ModelError(f"{where} has {name!r}, for which this model has no place")
        if own[name].shape != tensors[name].shape:
            raise ModelError(
                f"{where}: {name!r} has shape {tuple(tensors[name].shape)}, "
                f"the model's is {tuple(own[name].shape)}"
            )
    model.load_state_dict(dict(tensors))
    return model.eval()


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path.parent} holds no model: it has no {path.name}") from None
    except ValueError as error:
        raise ModelError(f"{path} is damaged: {error}") from None
    if not isinstance(values, dict):
        raise ModelError(f"{path} is damaged: it holds no settings")
    return values


def build(config: GPTConfig) -> GPT:
    """Build a model without the time that random weights take."""
    with torch.device("meta"):
        model = GPT(config)
    # Tables of angles are no part of the weights: build them for real.
    return GPT(config) if config.positions == "rotary" else model.to_empty(device="cpu")


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write what `read_json` reads."""
    write_text_atomically(path, json.dumps(dict(values), indent=1) + "\n")


def save_config(config: GPTConfig, folder: Path) -> None:
    """Write model.json beside a run's weights, so that `load_model` can read the run."""
    write_json(folder / MODEL_FILE, dataclasses.asdict(config))


def newest_run(kind: str, command: str, runs: Path = Path("runs")) -> Path:
    """Return the folder of the run that was finished last.

    Args:
        kind: the file that tells what kind of model a run has.
        command: what makes such runs.
        runs: where the runs are.

    Raises:
        ModelError: there is none.
    """
    finished = [
        folder
        for folder in runs.glob("*/")
        if (folder / WEIGHTS_FILE).exists() and (folder / kind).exists()
    ]
    if not finished:
        raise ModelError(f"no finished run in {runs}/: run {command} first, or name a --model")
    return max(finished, key=lambda folder: (folder / WEIGHTS_FILE).stat().st_mtime)


def load_weights(path: Path) -> GPT:
    """Load the model in a folder (Hugging Face's or a run's), or in one safetensors file.

    Raises:
        ModelError: there is no model, it is damaged, of another kind, or its parts do not fit.
    """
    if path.is_file():
        tensors = from_hugging_face(read_tensors(path))
        missing = {"embedding.weight", "positions.table"} - set(tensors)
        if missing:
            raise ModelError(f"{path} lacks {min(missing)!r}: it holds no whole GPT-2")
        return fill(build(config_from_shapes(tensors)), tensors, path)
    if (path / MODEL_FILE).exists():
        try:
            config = GPTConfig(**read_json(path / MODEL_FILE))
        except TypeError as error:
            raise ModelError(f"{path / MODEL_FILE} is of another version: {error}") from None
        return fill(build(config), read_tensors(path / WEIGHTS_FILE), path / WEIGHTS_FILE)
    config = config_from_hugging_face(read_json(path / "config.json"))
    tensors = from_hugging_face(read_tensors(path / WEIGHTS_FILE))
    return fill(build(config), tensors, path / WEIGHTS_FILE)


def load_model(name: str) -> tuple[GPT, Tokenizer]:
    """Load a model and its tokenizer.

    Args:
        name: a folder, a safetensors file beside its tokenizer, or a name on the Hugging Face hub,
            such as gpt2.

    Raises:
        ModelError: there is no such model, or it cannot be fetched or used.
        TokenizerError: the tokenizer is missing, or has more tokens than the model.
    """
    path = Path(name)
    if not path.exists():
        path = fetch_from_hub(name)
    model = load_weights(path)
    tokenizer = load_tokenizer(path if path.is_dir() else path.parent)
    if len(tokenizer) != model.config.vocab_size:
        raise TokenizerError(
            f"the tokenizer beside {path} has {len(tokenizer)} tokens, the model "
            f"{model.config.vocab_size}: they belong to different models"
        )
    return model, tokenizer


def fetch_from_hub(name: str) -> Path:
    """Return the folder with a hub model's files, downloaded once.

    Raises:
        ModelError: the hub cannot be reached or has no such model.
    """
    files = ["config.json", WEIGHTS_FILE, "vocab.json", "merges.txt"]
    try:
        return Path(snapshot_download(name, allow_patterns=files))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            f"{name!r} is no folder or file here, and the Hugging Face hub does not give it "
            f"({reason}). With no network, name a folder: a run of train.py, or a downloaded model"
        ) from None
