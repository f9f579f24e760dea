"""Train a classifier: `python train.py`, options by `python train.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train

if __name__ == "__main__":
    run_command(TrainConfig, train)
