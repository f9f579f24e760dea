"""A drawing of a translator, traced from its own forward pass: a changed layer changes the picture."""

from __future__ import annotations

import torch
from torch import nn

from shared.plotting.diagrams import (
    PASS,
    Graph,
    Label,
    collapse,
    draw_flow,
    group,
    relabel,
    trace,
)
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.decoders import AttentionDecoder
from work04_grconv.translation.translator import Translator

BATCH, SOURCE, TARGET = 31, 19, 29  # sizes that nothing else has, by which they are told apart
PLACE = "work04_grconv.translation"


def trace_translator(translator: Translator) -> Graph:
    """Trace a small batch that is translated with teacher forcing.

    Of a decoder with attention, which goes word by word, the first word is shown.
    """
    attends = isinstance(translator.decoder, AttentionDecoder)
    lengths = torch.full((BATCH,), SOURCE)
    inputs = {
        "source": torch.full((BATCH, SOURCE), 4),
        "target, one word" if attends else "target": torch.full(
            (BATCH, 1 if attends else TARGET), 4
        ),
    }
    graph = trace(
        lambda source, target: translator.eval()(source, lengths, target),
        inputs,
        root=translator,
        leaves={nn.Dropout: PASS, AdditiveAttention: Label("attention", "additive attention")},
        functions={
            f"{PLACE}.encoders.encode_batch": Label("recurrent", "grConv"),
            f"{PLACE}.decoders.gru_step": Label("recurrent", "GRU"),
        },
        operations={"stack": PASS, "flatten": PASS},
        dims={BATCH: "", SOURCE: "source words", TARGET: "target words", 1: ""},
    )
    graph = collapse(graph, "*.recurrent", lambda path: _describe_gru(translator, path))
    if attends:
        # The keys are computed before the first word.
        graph = collapse(graph, "decoder.attention", Label("attention", "additive attention"))
    graph = relabel(graph, {"decoder.output": f"logits, {translator.decoder.output.out_features}"})
    for side in ("encoder", "decoder"):
        parts = translator.get_submodule(side).parameters()
        count = sum(parameter.numel() for parameter in parts)
        graph = group(graph, side, f"{side}: {count:,} parameters")
    return graph


def _describe_gru(translator: Translator, path: str) -> Label:
    module = translator.get_submodule(path)
    both = ", both directions" if len(module.suffixes) == 2 else ""  # type: ignore[arg-type]
    return Label("recurrent", f"{module.kind.upper()}{both}")  # type: ignore[operator,union-attr]


def draw_translator(translator: Translator, title: str) -> str:
    """Draw the encoder's parts and the decoder's, top to bottom."""
    return draw_flow(trace_translator(translator), title)
