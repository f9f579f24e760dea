"""A translator: `python train.py`, options by `python train.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work04_grconv.commands.train import train
from work04_grconv.training.config import TrainConfig

if __name__ == "__main__":
    run_command(TrainConfig, train)
