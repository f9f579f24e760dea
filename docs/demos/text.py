"""Continue a text with a small GPT, character by character, and see where each head looked."""

from __future__ import annotations

from pathlib import Path

import torch
from demo import Demo, Part, Wanted
from torch import Tensor, nn
from torch.nn import functional

from work05_transformer.layers.attention import attention, causal_mask
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.weights import MODEL_FILE, load_model
from work05_transformer.text.characters import CHARACTERS_FILE, Characters

RUNS = {
    "gpt": Wanted(
        (
            "train.py", "--corpus", "sample", "--tokenizer", "characters", "--context", "64",
            "--d-model", "64", "--num-layers", "2", "--num-heads", "4", "--steps", "300",
            "--batch-size", "16",
        ),
        ("--steps", "10"),
        (MODEL_FILE, CHARACTERS_FILE),
    )
}  # fmt: skip
PROMPT = "the "


class Watched(nn.Module):
    """A GPT that returns its attention weights, too.

    Args:
        gpt: in evaluation mode.
    """

    def __init__(self, gpt: GPT) -> None:
        super().__init__()
        self.gpt = gpt

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (1, positions, vocabulary) and weights (layers, heads, queries, keys)."""
        gpt, seen = self.gpt, []
        features = gpt.embedding(tokens)
        if gpt.positions is not None:
            features = gpt.positions(features)
        mask = causal_mask(tokens.shape[1])
        for block in gpt.blocks:
            layer = block.attention
            projected = layer.query_key_value(block.attention_norm(features))
            query, key, value = projected.unflatten(-1, (3, layer.num_heads, -1)).permute(
                2, 0, 3, 1, 4
            )
            if layer.rotary is not None:
                query, key = layer.rotary(query), layer.rotary(key)
            mixed, weights = attention(query, key, value, mask)
            seen.append(weights[0])
            features = features + layer.output(mixed.transpose(1, 2).flatten(2))
            hidden = functional.gelu(
                block.up(block.feed_forward_norm(features)), approximate="tanh"
            )
            features = features + block.down(hidden)
        return gpt.logits(gpt.norm(features)), torch.stack(seen)


def make(gpt: Path) -> Demo:
    """Return the demo of the GPT in the folder of a run."""
    model, tokenizer = load_model(str(gpt))
    assert isinstance(tokenizer, Characters)
    context = min(model.config.context, 128)  # what a browser computes at once
    alphabet = tokenizer.alphabet
    prompt = "".join(c for c in PROMPT if c in alphabet) or alphabet[0]
    tokens = torch.zeros(1, context, dtype=torch.long)
    tokens[0, : len(prompt)] = torch.tensor(tokenizer.encode(prompt))
    watched = Watched(model)
    torch.testing.assert_close(watched(tokens)[0], model(tokens))
    return Demo(
        {"gpt": Part(watched, {"tokens": tokens}, ("logits", "weights"))},
        {
            "alphabet": list(alphabet),
            "context": context,
            "prompt": prompt,
            "layers": len(model.blocks),
        },
    )
