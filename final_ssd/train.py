"""Train a detector: `python train.py`, options by `python train.py --help`."""

from final_ssd.commands.train import train
from final_ssd.training.config import TrainConfig
from shared.training import run_command

if __name__ == "__main__":
    run_command(TrainConfig, train)
