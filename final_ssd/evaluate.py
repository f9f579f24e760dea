"""Evaluate a trained detector: `python evaluate.py`, options by `python evaluate.py --help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from final_ssd.commands.evaluate import evaluate
from shared.commands import run

if __name__ == "__main__":
    run(evaluate)
