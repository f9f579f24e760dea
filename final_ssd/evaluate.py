"""Evaluate a trained detector: `python evaluate.py`, options by `python evaluate.py --help`."""

from final_ssd.commands.evaluate import evaluate
from shared.commands import run

if __name__ == "__main__":
    run(evaluate)
