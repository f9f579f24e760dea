"""A character model: `python train_language_model.py --text FILE`, options by `--help`."""

from shared.training import run_command
from work04_grconv.training.language_models import LanguageRunConfig, train

if __name__ == "__main__":
    run_command(LanguageRunConfig, train)
