"""Classify texts with a model trained here: `python classify.py "a wonderful film"`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work05_transformer.commands.classify import classify

if __name__ == "__main__":
    run(classify)
