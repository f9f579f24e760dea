"""Train, sample, interpolate: `python generative.py vae`, commands by `python generative.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from work03_cifar10.commands.generate import main

if __name__ == "__main__":
    main()
