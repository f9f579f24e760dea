"""Paint a photo in another picture's style: `python style.py CONTENT STYLE`, see also `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work02_resnet_vgg.commands.style import style

if __name__ == "__main__":
    run(style)
