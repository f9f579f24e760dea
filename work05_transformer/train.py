"""Train a small GPT: `python train.py`, options by `python train.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import train

if __name__ == "__main__":
    run_command(TrainConfig, train)
