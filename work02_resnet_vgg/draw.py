"""Draw blocks and networks: `python draw.py NAME…`, options by `python draw.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work02_resnet_vgg.commands.draw import draw

if __name__ == "__main__":
    run(draw)
