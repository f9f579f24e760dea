"""Write a trained detector as ONNX: `python export.py`, options by `python export.py --help`."""

import sys

import tyro

from final_ssd.export import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
