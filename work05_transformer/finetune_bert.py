"""Fine-tune a BERT to put texts into classes: `python finetune_bert.py`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work05_transformer.training.bert import finetune
from work05_transformer.training.config import FineTuningConfig

if __name__ == "__main__":
    run_command(FineTuningConfig, finetune)
