"""Translate with a model trained here: `python translate.py "two hundred and six euros"`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work05_transformer.commands.translate import translate

if __name__ == "__main__":
    run(translate)
