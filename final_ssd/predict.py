"""Find objects in images: `python predict.py IMAGE|FOLDER…`, options by `python predict.py --help`."""

import sys

import tyro

from final_ssd.prediction import main

if __name__ == "__main__":
    sys.exit(tyro.cli(main))
