"""Classify photos: `python predict.py IMAGE…`, options by `python predict.py --help`."""

import sys

import tyro

from work02_resnet_vgg.commands.prediction import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
