"""Diagrams of translators."""

from __future__ import annotations

import pytest

from shared.plotting.diagrams import problems
from work04_grconv.figures.diagram import draw_translator, trace_translator
from work04_grconv.translation.translator import Sizes, Translator, TranslatorKind


@pytest.mark.parametrize("kind", ["gru", "grconv", "attention"])
def test_a_diagram_counts_every_parameter_and_is_legible(kind: TranslatorKind) -> None:
    translator = Translator(Sizes(kind, 11, 9, 5, 6, activation="relu", dropout=0.0))
    graph = trace_translator(translator)
    count = sum(parameter.numel() for parameter in translator.parameters())
    assert graph.parameters == sum(node.parameters for node in graph) == count
    assert graph["encoder.embedding"].shape == ("source words", 5)
    assert graph["decoder.output"].shape == ((9,) if kind == "attention" else ("target words", 9))
    assert problems(draw_translator(translator, kind)) == []


def test_attention_reads_every_state_and_a_code_is_read_by_all_steps() -> None:
    graphs = {
        kind: trace_translator(
            Translator(Sizes(kind, 11, 9, 5, 6, activation="relu", dropout=0.0))  # type: ignore[arg-type]
        )
        for kind in ("grconv", "attention")
    }
    assert "encoder.recurrent" in graphs["attention"]["decoder.attention"].inputs
    code = next(node for node in graphs["grconv"] if node.text == "grConv")
    assert code.shape == (6,)
    assert code.name in graphs["grconv"]["decoder.recurrent"].inputs
