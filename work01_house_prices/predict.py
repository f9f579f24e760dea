"""Predict new houses with a finished run: `python predict.py TABLE`, options by `--help`."""

from shared.commands import run
from work01_house_prices.commands import predict

if __name__ == "__main__":
    run(predict)
