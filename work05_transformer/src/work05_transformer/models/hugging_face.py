"""GPT-2's family as Hugging Face keeps it: names, shapes, settings, and where to fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from torch import Tensor

from shared.training.saved import WEIGHTS
from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPTConfig

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


def fetch_from_hub(name: str) -> Path:
    """Return the folder with a hub model's files, downloaded once.

    Raises:
        ModelError: the hub cannot be reached or has no such model.
    """
    files = ["config.json", WEIGHTS, "vocab.json", "merges.txt"]
    try:
        return Path(snapshot_download(name, allow_patterns=files))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            f"{name!r} is no folder or file here, and the Hugging Face hub does not give it "
            f"({reason}). With no network, name a folder: a run of train.py, or a downloaded model"
        ) from None
