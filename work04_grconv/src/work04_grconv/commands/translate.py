"""What stands behind translate.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, get_args

import tyro

from shared.data.given_lines import given_lines
from shared.training.folder.saved import chosen_run
from shared.training.settings.ranges import AtLeast, check
from work04_grconv.text.vocabulary import UNKNOWN
from work04_grconv.training.loop import TOKENIZERS
from work04_grconv.training.saved_runs import SavedRun, encoder_of, load_run
from work04_grconv.translation import inference
from work04_grconv.translation.translator import TranslatorKind

TOGETHER = 50  # lines of a file or a pipe that are translated at once


def translate(
    sentences: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    file: Path | None = None,
    run: Path | None = None,
    beam: int = 5,
    trees: Path | None = None,
) -> int:
    """Translate sentences: a line for each, in order; an empty one where there is none.

    Args:
        sentences: to translate. Without any, lines are read from --file, or from a pipe.
        file: a text file, a sentence a line; .gz too.
        run: the folder of a run of train.py; the newest finished one in runs/ where none is named
            (with --trees the newest of grConv).
        beam: hypotheses in the search; 1 is greedy.
        trees: a folder for the trees that grConv makes of the sentences, as SVG.

    Returns:
        an exit status: 1 where no sentence could be translated.
    """
    check("--beam", beam, AtLeast(1))
    hint = 'python translate.py "forty-two"'
    pieces = given_lines(sentences, file, most=TOGETHER, hint=hint)
    wanted = ("grconv",) if trees is not None else get_args(TranslatorKind)
    runs = Path("runs")
    saved = load_run(
        chosen_run(run, runs, TOKENIZERS, fits=lambda path: encoder_of(path) in wanted)
    )
    # In float64 no rounding decides between two translations, whatever is translated beside them.
    saved.translator.double()
    number = translated = 0
    for lines in pieces:
        readable = []
        for line in lines:
            number += 1
            readable.append(as_readable(line, number, saved))
            if trees is not None and readable[-1]:
                path = trees / f"tree-{number}.svg"
                draw(path, saved, readable[-1])
                note(number, f"its tree is in {path}")
        for translation in inference.translate(
            saved.translator, saved.languages, readable, beam=beam
        ):
            print(translation, flush=True)
        translated += sum(map(bool, readable))
    return 0 if translated else 1


def as_readable(line: str, number: int, saved: SavedRun) -> str:
    """Return what of a line the model can read; tell what it cannot."""
    source = saved.languages.source
    tokens = source.split(line)
    if not tokens:
        note(number, "an empty line")
    if len(tokens) > saved.config.longest:
        note(
            number,
            f"{len(tokens):,} tokens, the model learned from at most {saved.config.longest}: "
            "the rest is left out",
        )
        tokens = tokens[: saved.config.longest]
    unknown = [
        token for token, code in zip(tokens, source.numbers(tokens), strict=True) if code == UNKNOWN
    ]
    if unknown:
        shown = ", ".join(source.join([token]) for token in unknown[:5])
        more = ", …" if len(unknown) > 5 else ""
        note(number, f"{len(unknown)} of {len(tokens)} tokens are unknown ({shown}{more})")
    return source.join(tokens)


def draw(path: Path, saved: SavedRun, sentence: str) -> None:
    """Draw the tree of a sentence.

    Raises:
        ModelError: the translator has another encoder than grConv.
    """
    from work04_grconv.figures.trees import draw_sentence_tree  # takes a while: not for --help

    path.parent.mkdir(parents=True, exist_ok=True)
    draw_sentence_tree(path, saved.translator, saved.languages, sentence)


def note(number: int, text: str) -> None:
    """Tell something about a sentence, beside the translations."""
    print(f"sentence {number}: {text}", file=sys.stderr, flush=True)
