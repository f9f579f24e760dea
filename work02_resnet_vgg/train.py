"""The degradation experiment: `python train.py`, options by `python train.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work02_resnet_vgg.training.loop import TrainConfig, train

if __name__ == "__main__":
    run_command(TrainConfig, train)
