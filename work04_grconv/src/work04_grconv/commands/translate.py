"""What stands behind translate.py."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import tyro

from shared.training.saved import newest_run
from work04_grconv.data.sentence_files import decode_lines, read_lines
from work04_grconv.errors import TextError
from work04_grconv.figures.trees import draw_sentence_tree
from work04_grconv.training.loop import TOKENIZERS
from work04_grconv.training.saved_runs import SavedRun, load_run
from work04_grconv.translation import inference


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
        file: a text file in UTF-8, a sentence a line.
        run: the folder of a run of train.py; the newest finished one in runs/ where none is named.
        beam: hypotheses in the search; 1 is greedy.
        trees: a folder for the trees that grConv makes of the sentences, as SVG.

    Returns:
        an exit status: 1 where no sentence could be translated.
    """
    if beam < 1:
        raise TextError(f"a beam of {beam} holds nothing: take 1 or more")
    lines = given_lines(sentences, file)
    saved = load_run(run or newest_run(Path("runs"), TOKENIZERS))
    problems = find_problems(lines, saved)
    good = [line for number, line in enumerate(lines) if number not in problems]
    translations = iter(inference.translate(saved.translator, saved.languages, good, beam=beam))
    for number in range(len(lines)):
        print("" if number in problems else next(translations))
    for number, problem in problems.items():
        print(f"skipped sentence {number + 1}: {problem}", file=sys.stderr)
    if trees is not None:
        trees.mkdir(parents=True, exist_ok=True)
        for number, line in enumerate(good, start=1):
            path = trees / f"tree-{number}.svg"
            draw_sentence_tree(path, saved.translator, saved.languages, line)
            print(f"the tree of sentence {number} is in {path}", file=sys.stderr)
    return 0 if good else 1


def given_lines(sentences: Sequence[str], file: Path | None) -> list[str]:
    """Return the sentences that the command line, the file or the pipe gives.

    Raises:
        TextError: there is none, or the file cannot be used.
    """
    if sentences and file is not None:
        raise TextError("give sentences or --file, not both")
    if sentences:
        return list(sentences)
    if file is not None:
        return read_lines(file)
    if sys.stdin.isatty():
        raise TextError(
            'nothing to translate: python translate.py "forty-two", or --file, or a pipe'
        )
    return decode_lines(sys.stdin.buffer.read(), "standard input")


def find_problems(lines: Sequence[str], saved: SavedRun) -> dict[int, str]:
    """Tell why a sentence cannot be translated, by its number from 0."""
    problems = {}
    for number, line in enumerate(lines):
        count = len(saved.languages.source.encode(line))
        if count == 0:
            problems[number] = "an empty line"
        elif count > saved.config.longest:
            problems[number] = f"{count} tokens, the model's limit is {saved.config.longest}"
    return problems
