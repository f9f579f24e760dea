"""Diagrams of translators."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from work04_grconv.figures.diagram import draw_translator, trace
from work04_grconv.translation.translator import Sizes, Translator, TranslatorKind


@pytest.mark.parametrize("kind", ["gru", "grconv", "attention"])
def test_a_diagram_counts_every_parameter_and_is_xml(kind: TranslatorKind) -> None:
    translator = Translator(Sizes(kind, 11, 9, 5, 6, activation="relu", dropout=0.0))
    parts = trace(translator)
    assert sum(part.parameters for part in parts) == sum(p.numel() for p in translator.parameters())
    shapes = {part.path: part.shape for part in parts}
    assert shapes["encoder.embedding"] == "batch × source × 5"
    assert shapes["decoder.output"] == "target × batch × 9"
    drawing = ElementTree.fromstring(draw_translator(translator))
    assert drawing.tag.endswith("svg")
