"""Train a small GPT: `python train.py`, options by `python train.py --help`."""

from shared.training import run_command
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import train

if __name__ == "__main__":
    run_command(TrainConfig, train)
