"""Train on House Prices: `python train.py`, options by `python train.py --help`."""

import sys

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work01_house_prices.training.config import config_class
from work01_house_prices.training.run import train

if __name__ == "__main__":
    run_command(config_class(sys.argv), train)
