"""Paint a photo in another picture's style: `python style.py CONTENT STYLE`, see also `--help`."""

import sys

import tyro

from work02_resnet_vgg.commands.style import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
