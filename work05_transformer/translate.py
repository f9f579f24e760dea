"""Translate with a model trained here: `python translate.py "two hundred and six euros"`."""

from shared.commands import run
from work05_transformer.commands.translate import translate

if __name__ == "__main__":
    run(translate)
