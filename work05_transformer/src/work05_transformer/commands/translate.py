"""Translate sentences: the command behind translate.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import tyro

from shared.data.given_lines import given_lines
from shared.training.folder.saved import chosen_run
from shared.training.machine.precision import prefer_fast_matmul
from shared.training.settings.ranges import Between, check
from work05_transformer.decoding.attention_maps import cross_attention, draw_attention
from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.decoding.translator import TRANSFORMER_FILE, load_translator
from work05_transformer.decoding.translator import translate as translate_texts
from work05_transformer.errors import PromptError, TokenizerError
from work05_transformer.models.transformer import Transformer
from work05_transformer.text.sentences import Sentences

MOST = 64  # sentences translated together


def translate(
    texts: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    file: Path | None = None,
    model: Path | None = None,
    beam: int = 4,
    alpha: float = 0.6,
    attention: Path | None = None,
) -> int:
    """Translate sentences with a model trained here: a line for each, in order.

    The line of a sentence that cannot be translated stays empty, and why is said on stderr.

    Args:
        texts: sentences to translate. Without any, lines are read from --file, or from a pipe.
        file: a text file, a sentence a line.
        model: a run of train_translation.py; by default the one in runs/ that was finished last.
        beam: hypotheses side by side; 1 is greedy.
        alpha: exponent of the length penalty.
        attention: draw what the decoder attended to in the first sentence, into this .svg or .png
            file.

    Returns:
        an exit status: 1 where no sentence could be translated.
    """
    check("--beam", beam, Between(1, 1000))
    settings = BeamSettings(beam, alpha)
    if attention is not None and attention.suffix not in (".svg", ".png"):
        raise PromptError(f"{attention} is neither .svg nor .png: name such a file")
    hint = 'python translate.py "two hundred and six euros"'
    pieces = given_lines(texts, file, most=MOST, hint=hint)
    folder = chosen_run(model, Path("runs"), TRANSFORMER_FILE, command="train_translation.py")
    transformer, sentences = load_translator(folder)
    prefer_fast_matmul()
    done, number = 0, 0
    for batch in pieces:
        problems = {
            place: problem
            for place, text in enumerate(batch)
            if (problem := find_problem(text, transformer, sentences))
        }
        good = [text for place, text in enumerate(batch) if place not in problems]
        translations = iter(translate_texts(transformer, sentences, good, settings))
        for place in range(len(batch)):
            number += 1
            line = "" if place in problems else next(translations).replace("\n", " ")
            print(line, flush=True)
            if place in problems:
                print(f"skipped sentence {number}: {problems[place]}", file=sys.stderr)
        if attention is not None and good and not done:
            weights = cross_attention(transformer, sentences, good[0], settings=settings)
            attention.parent.mkdir(parents=True, exist_ok=True)
            draw_attention(attention, weights)
        done += len(good)
    return 0 if done else 1


def find_problem(text: str, model: Transformer, sentences: Sentences) -> str:
    """Say why a sentence cannot be translated; nothing where it can."""
    if not text.strip():
        return "it is empty"
    try:
        tokens = len(sentences.encode(text))
    except TokenizerError as error:
        return str(error)
    most = model.config.context
    return f"{tokens} tokens, the model's context is {most}: cut it" if tokens > most else ""
