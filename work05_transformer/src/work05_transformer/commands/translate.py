"""Translate sentences: the command behind translate.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from shared.training.precision import prefer_fast_matmul
from shared.training.saved import newest_run
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import TRANSFORMER_FILE, load_translator
from work05_transformer.decoding.translator import translate as translate_texts
from work05_transformer.errors import PromptError


def translate(
    texts: Annotated[tuple[str, ...], tyro.conf.Positional],
    model: Path | None = None,
    beam: int = 4,
    alpha: float = 0.6,
    attention: Path | None = None,
) -> None:
    """Translate sentences with a model trained here, one a line.

    Args:
        texts: sentences to translate.
        model: a run of train_translation.py; by default the one in runs/ that was finished last.
        beam: hypotheses side by side; 1 is greedy.
        alpha: exponent of the length penalty.
        attention: draw what the decoder attended to in the first sentence, into this .svg or .png
            file.
    """
    settings = BeamSettings(beam, alpha)
    if not texts or not all(text.strip() for text in texts):
        raise PromptError("an empty sentence: give at least one word to translate")
    if attention is not None and attention.suffix not in (".svg", ".png"):
        raise PromptError(f"{attention} is neither .svg nor .png: name such a file")
    prefer_fast_matmul()
    folder = model or newest_run(Path("runs"), TRANSFORMER_FILE, command="train_translation.py")
    transformer, sentences = load_translator(folder)
    for translated in translate_texts(transformer, sentences, texts, settings):
        print(translated)
    if attention is not None:
        weights = cross_attention(transformer, sentences, texts[0], settings=settings)
        draw_attention(attention, weights)
