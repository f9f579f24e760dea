"""Continue a text with GPT-2 or with a model trained here: `python generate.py "Once upon"`."""

import sys

from work05_transformer.commands.generate import main

if __name__ == "__main__":
    sys.exit(main())
