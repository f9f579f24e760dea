"""Translate with a saved run: `python translate.py "forty-two"`, options by `--help`."""

import sys

from work04_grconv.commands import main

if __name__ == "__main__":
    sys.exit(main())
