"""Train on House Prices: `python train.py`, options by `python train.py --help`."""

from shared.training import run_command
from work01_house_prices.training.config import TrainConfig
from work01_house_prices.training.loop import train

if __name__ == "__main__":
    run_command(TrainConfig, train)
