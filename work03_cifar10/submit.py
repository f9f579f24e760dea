"""Write a Kaggle submission: `python submit.py TEST_IMAGES`, options by `python submit.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work03_cifar10.commands.submit import submit

if __name__ == "__main__":
    run(submit)
