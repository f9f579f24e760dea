"""Small models, and files of models, that several tests need."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from shared.translation import Pair
from work05_transformer.models.gpt2 import GPT, GPTConfig
from work05_transformer.models.transformer import Transformer, TransformerConfig
from work05_transformer.models.weights import save_config
from work05_transformer.text.sentences import Sentences

TINY = GPTConfig(vocab_size=50, context=16, d_model=12, num_layers=2, num_heads=3)
PAIRS = [Pair("one", "un"), Pair("twenty one", "vingt et un"), Pair("two", "deux")]


def reference_model(config: GPTConfig) -> GPT2LMHeadModel:
    """Build transformers' GPT-2 of these sizes, with biases that are not 0."""
    torch.manual_seed(0)
    reference = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=config.vocab_size,
            n_positions=config.context,
            n_embd=config.d_model,
            n_layer=config.num_layers,
            n_head=config.num_heads,
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


def saved_run(folder: Path, config: GPTConfig) -> GPT:
    """Save a model with random weights as train.py does; return it."""
    model = GPT(config).eval()
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors")
    save_config(config, folder)
    return model


def tiny_model() -> tuple[Transformer, Sentences]:
    """Build a Transformer with random weights, and the encoding of PAIRS."""
    torch.manual_seed(3)
    sentences = Sentences.learn(PAIRS, 270)
    config = TransformerConfig(len(sentences), 32, 16, 2, 32, 2, 0.0)
    model = Transformer(config).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)
    return model, sentences
