"""What stands behind translate.py."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from work04_grconv.data.sentence_files import decode_lines, read_lines
from work04_grconv.errors import TextError
from work04_grconv.grconv.soft_tree import draw_tree
from work04_grconv.training.saved_runs import SavedRun, load_run, newest_run
from work04_grconv.translation.inference import translate
from work04_grconv.translation.inspection import sentence_tree


@dataclass(frozen=True)
class TranslateConfig:
    """Settings of a translation."""

    sentences: Annotated[tuple[str, ...], tyro.conf.Positional] = ()
    """To translate. Without any, lines are read from --file, or from a pipe."""
    file: Path | None = None
    """A text file in UTF-8, a sentence a line."""
    run: Path | None = None
    """The folder of a run of train.py; the newest finished one in runs/ where none is named."""
    beam: int = 5
    """Hypotheses in the search; 1 is greedy."""
    trees: Path | None = None
    """A folder for the trees that grConv makes of the sentences, as SVG."""


def sentences_of(config: TranslateConfig) -> list[str]:
    """The sentences that the command line, the file or the pipe gives.

    Raises:
        TextError: there is none, or the file cannot be used.
    """
    if config.sentences and config.file is not None:
        raise TextError("give sentences or --file, not both")
    if config.sentences:
        return list(config.sentences)
    if config.file is not None:
        return read_lines(config.file)
    if sys.stdin.isatty():
        raise TextError(
            'nothing to translate: python translate.py "forty-two", or --file, or a pipe'
        )
    return decode_lines(sys.stdin.buffer.read(), "standard input")


def check(sentences: list[str], saved: SavedRun) -> dict[int, str]:
    """Why a sentence cannot be translated, by its number from 0."""
    problems = {}
    for number, sentence in enumerate(sentences):
        count = len(saved.languages.source.encode(sentence))
        if count == 0:
            problems[number] = "an empty line"
        elif count > saved.config.longest:
            problems[number] = f"{count} tokens, the model's limit is {saved.config.longest}"
    return problems


def run(config: TranslateConfig) -> int:
    """Print a translation for each sentence, in order; an empty line where there is none.

    Returns:
        an exit status: 1 where no sentence could be translated.
    """
    if config.beam < 1:
        raise TextError(f"a beam of {config.beam} holds nothing: take 1 or more")
    sentences = sentences_of(config)
    saved = load_run(config.run or newest_run(Path("runs")))
    problems = check(sentences, saved)
    good = [sentence for n, sentence in enumerate(sentences) if n not in problems]
    translations = iter(translate(saved.translator, saved.languages, good, beam=config.beam))
    for number in range(len(sentences)):
        print("" if number in problems else next(translations))
    for number, problem in problems.items():
        print(f"skipped sentence {number + 1}: {problem}", file=sys.stderr)
    if config.trees is not None:
        config.trees.mkdir(parents=True, exist_ok=True)
        for number, sentence in enumerate(good, start=1):
            path = config.trees / f"tree-{number}.svg"
            tree, words = sentence_tree(saved.translator, saved.languages, sentence)
            write_text_atomically(path, draw_tree(tree, words))
            print(f"the tree of sentence {number} is in {path}", file=sys.stderr)
    return 0 if good else 1


@one_line_errors
def main() -> int:
    """Read the command line and do as it says."""
    return run(tyro.cli(TranslateConfig, description="Translate sentences."))
