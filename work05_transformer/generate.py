"""Continue a text with GPT-2 or with a model trained here: `python generate.py "Once upon"`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work05_transformer.commands.generate import generate

if __name__ == "__main__":
    run(generate)
