"""Classify photos: `python predict.py IMAGE…`, options by `python predict.py --help`."""

import sys

import tyro

from work03_cifar10.commands import predict

if __name__ == "__main__":
    sys.exit(tyro.cli(predict))
