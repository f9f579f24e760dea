"""Translate with a model trained here: `python translate.py "two hundred and six euros"`."""

import sys

from work05_transformer.commands.translate import main

if __name__ == "__main__":
    sys.exit(main())
