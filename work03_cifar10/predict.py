"""Classify photos: `python predict.py IMAGE…`, options by `python predict.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work03_cifar10.commands.predict import predict

if __name__ == "__main__":
    run(predict)
