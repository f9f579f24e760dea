"""Fine-tune a network from ImageNet: `python finetune.py`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work03_cifar10.training.fine_tuning import FineTuneConfig, fine_tune

if __name__ == "__main__":
    run_command(FineTuneConfig, fine_tune)
