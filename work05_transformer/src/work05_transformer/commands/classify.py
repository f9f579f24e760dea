"""Say to which class texts belong: the command behind classify.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import tyro

from shared.data.given_lines import given_lines
from shared.training.folder.saved import chosen_run
from work05_transformer.models.classifier import is_classifier, load_text_classifier

MOST = 64  # texts classified together


def classify(
    texts: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    file: Path | None = None,
    model: Path | None = None,
) -> int:
    """Say to which class texts belong: a line for each, its class, a tab, and how probable it is.

    An empty line stays empty.

    Args:
        texts: to classify. Without any, lines are read from --file, or from a pipe.
        file: a text file, a text a line.
        model: a run of train_classifier.py or finetune_bert.py, or a folder as `transformers` saves a
            BERT; by default the run in runs/ that was finished last.

    Returns:
        an exit status: 1 where no text could be classified.
    """
    pieces = given_lines(texts, file, most=MOST, hint='python classify.py "a wonderful film"')
    folder = chosen_run(model, Path("runs"), command="train_classifier.py", fits=is_classifier)
    classifier = load_text_classifier(folder)
    done, number = 0, 0
    for batch in pieces:
        for text, probabilities in zip(batch, classifier.probabilities(batch), strict=True):
            number += 1
            if not text.strip():
                print(flush=True)
                print(f"skipped text {number}: it is empty", file=sys.stderr)
                continue
            best = int(probabilities.argmax())
            print(f"{classifier.classes[best]}\t{probabilities[best]:.3f}", flush=True)
            if not classifier.known_words(text):
                print(f"text {number} has no word that the model knows: a guess", file=sys.stderr)
            if cut := classifier.what_is_cut(text):
                print(f"text {number} {cut}", file=sys.stderr)
            done += 1
    return 0 if done else 1
