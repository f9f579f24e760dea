"""Save a GPT trained here as Hugging Face keeps GPT-2: `python export.py my-gpt2`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work05_transformer.commands.export import export

if __name__ == "__main__":
    run(export)
