"""The command behind translate.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.training.precision import prefer_fast_matmul
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import TRANSFORMER_FILE, load_translator, translate
from work05_transformer.errors import PromptError
from work05_transformer.models.weights import newest_run


@dataclass(frozen=True)
class TranslateConfig:
    """Settings of a translation."""

    texts: Annotated[tuple[str, ...], tyro.conf.Positional]
    """Sentences to translate."""
    model: Path | None = None
    """A run of train_translation.py; by default the one in runs/ that was finished last."""
    beam: int = 4
    """Hypotheses side by side; 1 is greedy."""
    alpha: float = 0.6
    """Exponent of the length penalty."""
    attention: Path | None = None
    """Draw what the decoder attended to in the first sentence, into this .svg or .png file."""


def run(config: TranslateConfig) -> None:
    """Print each sentence's translation on a line."""
    settings = BeamSettings(config.beam, config.alpha)
    if not config.texts or not all(text.strip() for text in config.texts):
        raise PromptError("an empty sentence: give at least one word to translate")
    if config.attention is not None and config.attention.suffix not in (".svg", ".png"):
        raise PromptError(f"{config.attention} is neither .svg nor .png: name such a file")
    prefer_fast_matmul()
    folder = config.model or newest_run(TRANSFORMER_FILE, "train_translation.py")
    model, sentences = load_translator(folder)
    for translated in translate(model, sentences, config.texts, settings):
        print(translated)
    if config.attention is not None:
        attention = cross_attention(model, sentences, config.texts[0], settings=settings)
        draw_attention(attention, config.attention)


@one_line_errors
def main() -> None:
    """Read the command line and do as it says."""
    run(tyro.cli(TranslateConfig, description="Translate sentences."))
