"""Classify texts with a model trained here: `python classify.py "a wonderful film"`."""

from shared.commands import run
from work05_transformer.commands.classify import classify

if __name__ == "__main__":
    run(classify)
