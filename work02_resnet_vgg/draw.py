"""Draw blocks and networks: `python draw.py NAME…`, options by `python draw.py --help`."""

from shared.commands import run
from work02_resnet_vgg.commands.draw import draw

if __name__ == "__main__":
    run(draw)
