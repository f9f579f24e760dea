"""Draw blocks and networks: `python draw.py NAME…`, options by `python draw.py --help`."""

import sys

import tyro

from work02_resnet_vgg.commands.drawing import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
