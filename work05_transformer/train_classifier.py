"""Train a classifier of texts: `python train_classifier.py`, options by `--help`."""

from shared.training import run_command
from work05_transformer.training.classification import train_classifier
from work05_transformer.training.config import ClassificationConfig

if __name__ == "__main__":
    run_command(ClassificationConfig, train_classifier)
