"""Pretrain a small BERT on text alone: `python pretrain_bert.py`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.training import run_command
from work05_transformer.training.bert import pretrain
from work05_transformer.training.config import PretrainingConfig

if __name__ == "__main__":
    run_command(PretrainingConfig, pretrain)
