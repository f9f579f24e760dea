"""Predict new houses with a finished run: `python predict.py TABLE`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work01_house_prices.commands import predict

if __name__ == "__main__":
    run(predict)
