"""A character model: `python train_language_model.py --text FILE`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work04_grconv.training.language_models import LanguageRunConfig, train

if __name__ == "__main__":
    run_command(LanguageRunConfig, train)
