"""Train a detector: `python train.py`, options by `python train.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.train import train
from final_ssd.training.config import TrainConfig
from shared.training import run_command

if __name__ == "__main__":
    run_command(TrainConfig, train)
