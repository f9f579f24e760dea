"""Write a Kaggle submission: `python submit.py TEST_IMAGES`, options by `python submit.py --help`."""

from shared.commands import run
from work03_cifar10.commands.submit import submit

if __name__ == "__main__":
    run(submit)
