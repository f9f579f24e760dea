"""Evaluate a trained detector: `python evaluate.py`, options by `python evaluate.py --help`."""

import sys

import tyro

from final_ssd.scoring import EvaluateConfig, main

if __name__ == "__main__":
    sys.exit(main(tyro.cli(EvaluateConfig, description=main.__doc__)))
