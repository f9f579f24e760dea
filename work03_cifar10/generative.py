"""Train, sample, interpolate: `python generative.py vae`, commands by `python generative.py --help`."""

from work03_cifar10.commands.generate import main

if __name__ == "__main__":
    main()
