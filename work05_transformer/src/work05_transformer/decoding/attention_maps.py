"""Where a trained Transformer attends: the weights of a translation, and their picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import translate
from work05_transformer.layers.attention import MultiHeadAttention
from work05_transformer.models.transformer import Transformer
from work05_transformer.text.sentences import BEGIN, Sentences


@dataclass(frozen=True)
class AttentionMap:
    """The decoder's attention to the source in one translation.

    Attributes:
        weights: each row sums to 1.
        source: the tokens attended to.
        target: the tokens written; the weights of a row were used to write its token.
    """

    weights: Float[Tensor, "layers heads target source"]
    source: tuple[str, ...]
    target: tuple[str, ...]


@torch.inference_mode()
def cross_attention(
    model: Transformer,
    sentences: Sentences,
    text: str,
    target: str | None = None,
    settings: BeamSettings | None = None,
) -> AttentionMap:
    """Return what the decoder attends to, in all layers and heads.

    Args:
        model: in evaluation mode.
        sentences: its encoding.
        text: the source.
        target: its translation, by default the model's own; of a longer one the first `context`
            tokens.
        settings: of the search for the model's own.
    """
    if target is None:
        (target,) = translate(model, sentences, [text], settings)
    device = model.embedding.weight.device
    source, written = sentences.encode(text), sentences.encode(target)[: model.config.context]
    weights: list[Tensor] = []

    def keep_weights(layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(layer, MultiHeadAttention)
        weights.append(layer.weights(*inputs)[0])

    hooks = [
        layer.cross_attention.register_forward_pre_hook(keep_weights)  # type: ignore[union-attr, operator]
        for layer in model.decoder.layers
    ]
    try:
        inputs = torch.tensor([[BEGIN, *written[:-1]]], device=device)
        model(torch.tensor([source], device=device), inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return AttentionMap(
        torch.stack(weights).float().cpu(),
        tuple(sentences.words(source)),
        tuple(sentences.words(written)),
    )


def draw_attention(path: Path, attention: AttentionMap) -> None:
    """Draw the mean over the heads of each layer, sources across, targets down, and the scale."""
    from shared.plotting import figure, no_formula  # matplotlib takes half a second

    source = [no_formula(token) for token in attention.source]
    target = [no_formula(token) for token in attention.target]
    layers = len(attention.weights)
    across, down = len(source), len(target)
    width = 0.8 + layers * (0.6 + 0.17 * across)
    with figure(path, columns=layers, width=width, height=1.4 + 0.17 * down) as (drawn, axes):
        for number, (axis, weights) in enumerate(zip(axes, attention.weights, strict=True), 1):
            image = axis.imshow(
                weights.mean(0).numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto"
            )
            axis.set_xticks(range(across), source, rotation=90, fontsize=7)
            axis.set_yticks(range(down), target if number == 1 else [], fontsize=7)
            axis.set(title=f"decoder layer {number}", xlabel="source token")
            axis.grid(False)
        axes[0].set_ylabel("token that is written")
        drawn.colorbar(image, ax=axes, label="weight, mean of heads", fraction=0.04, pad=0.01)
