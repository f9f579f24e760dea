"""Pretrain a small BERT on text alone: `python pretrain_bert.py`, options by `--help`."""

from shared.training import run_command
from work05_transformer.training.bert import pretrain
from work05_transformer.training.config import PretrainingConfig

if __name__ == "__main__":
    run_command(PretrainingConfig, pretrain)
