"""GPT-2's family as Hugging Face keeps it: names, shapes, settings, and where to fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from shared.training.settings.config import from_json, to_json
from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT, SIZES, GPTConfig

if TYPE_CHECKING:
    from transformers import GPT2LMHeadModel

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
    "lm_head.weight": "head.weight",  # where the embeddings do not make the logits
}


def from_hugging_face(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename and transpose GPT-2's tensors to ours; masks that old files carry are left out.

    Raises:
        ModelError: a tensor has no place in GPT-2.
    """
    renamed = {}
    for name, tensor in tensors.items():
        short = name.removeprefix("transformer.")
        if short.endswith((".attn.bias", ".attn.masked_bias")):
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


def to_hugging_face(model: GPT) -> GPT2LMHeadModel:
    """Return the same model as one of `transformers`.

    Raises:
        ModelError: GPT-2 has no place for its rotary positions.
    """
    from transformers import GPT2Config, GPT2LMHeadModel  # seconds, for this alone

    config = model.config
    if config.positions != "learned":
        raise ModelError(
            f"the model has {config.positions} positions, which GPT-2 does not know: train one with "
            "--positions learned"
        )
    with torch.device("meta"):
        made = GPT2LMHeadModel(
            GPT2Config(
                vocab_size=config.vocab_size,
                n_positions=config.context,
                n_embd=config.d_model,
                n_layer=config.num_layers,
                n_head=config.num_heads,
                tie_word_embeddings=config.tied,
                bos_token_id=None,
                eos_token_id=None,
            )
        )
    theirs = {ours: name for name, ours in NAMES.items()}
    parts = {ours: name for name, ours in BLOCK_NAMES.items()}
    tensors = {}
    for name, tensor in model.state_dict().items():
        if name.startswith("blocks."):
            _, number, part = name.split(".", 2)
            is_matrix = tensor.dim() == 2
            tensors[f"transformer.h.{number}.{parts[part]}"] = tensor.T if is_matrix else tensor
        else:
            room = "" if name == "head.weight" else "transformer."
            tensors[room + theirs[name]] = tensor
    if config.tied:
        tensors["lm_head.weight"] = tensors["transformer.wte.weight"]
    copies = {name: tensor.clone() for name, tensor in tensors.items()}
    made.load_state_dict(copies, assign=True)
    made.tie_weights()
    return made.eval()


def config_from_hugging_face(values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> GPTConfig:
    """Read GPT-2's config.json; what it does not say is as in the smallest GPT-2.

    Args:
        values: its content.
        tensors: the model's, named as ours.

    Raises:
        ModelError: it is of another kind of model, or of a GPT-2 with settings unknown here.
        CheckpointError: a size is no number, or they do not fit together.
    """
    if values.get("model_type", "gpt2" if "n_embd" in values else None) != "gpt2":
        raise ModelError(
            f"a model of the type {values.get('model_type')!r}: only gpt2 is known here"
        )
    base, tied = GPTConfig(), "head.weight" not in tensors
    sizes = {
        "vocab_size": values.get("vocab_size", base.vocab_size),
        "context": values.get("n_positions", base.context),
        "d_model": values.get("n_embd", base.d_model),
        "num_layers": values.get("n_layer", base.num_layers),
        "num_heads": values.get("n_head", base.num_heads),
    }
    config = from_json(GPTConfig, {**to_json(base), **sizes, "tied": tied})
    expected = {
        "activation_function": ("gelu_new", "gelu_pytorch_tanh"),
        "layer_norm_epsilon": (1e-5,),
        "n_inner": (None, 4 * config.d_model),
        "scale_attn_by_inverse_layer_idx": (False,),
        "scale_attn_weights": (True,),
        "add_cross_attention": (False,),
        "tie_word_embeddings": (True,) if tied else (True, False),
    }
    for name, known in expected.items():
        if values.get(name, known[0]) not in known:
            raise ModelError(f"{name} is {values[name]!r}: this GPT-2 has {known[0]!r}")
    return config


def config_from_shapes(tensors: Mapping[str, Tensor], where: Path) -> GPTConfig:
    """Read the sizes of a GPT-2 off its tensors (named as ours).

    Into how many heads its features are cut, they do not tell: that is known of the published sizes.

    Args:
        tensors: of the whole model.
        where: what an error calls it.

    Raises:
        ModelError: tensors are missing, or d_model is none of the published.
    """
    missing = {"embedding.weight", "positions.table"} - set(tensors)
    if missing:
        raise ModelError(f"{where} lacks {min(missing)!r}: it holds no whole GPT-2")
    vocab_size, d_model = tensors["embedding.weight"].shape
    heads = {config.d_model: config.num_heads for config in SIZES.values()}
    if d_model not in heads:
        raise ModelError(
            f"{where} does not tell how many heads its {d_model} features are cut into: put the "
            "model's config.json beside it"
        )
    return GPTConfig(
        vocab_size=vocab_size,
        context=len(tensors["positions.table"]),
        d_model=d_model,
        num_layers=sum(name.endswith("attention_norm.bias") for name in tensors),
        num_heads=heads[d_model],
        tied="head.weight" not in tensors,
    )


def fetch_from_hub(name: str) -> Path:
    """Return the folder with a hub model's files, downloaded once.

    Raises:
        ModelError: the hub cannot be reached or has no such model.
    """
    from huggingface_hub import snapshot_download  # half a second, for hub models only
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    weights = ["model.safetensors", "model.safetensors.index.json", "model-*.safetensors"]
    tokenizer = ["vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json"]
    files = ["config.json", *weights, *tokenizer]
    try:
        return Path(snapshot_download(name, allow_patterns=files))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            f"{name!r} is no folder or file here, and the Hugging Face hub does not give it "
            f"({reason}). With no network, name a folder: a run of train.py, or a downloaded model"
        ) from None
