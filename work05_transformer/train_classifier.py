"""Train a classifier of texts: `python train_classifier.py`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work05_transformer.training.classification import train_classifier
from work05_transformer.training.config import ClassificationConfig

if __name__ == "__main__":
    run_command(ClassificationConfig, train_classifier)
