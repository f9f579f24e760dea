"""Train a Transformer to translate: `python train_translation.py`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import train_translation

if __name__ == "__main__":
    run_command(TranslationConfig, train_translation)
