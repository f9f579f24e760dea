"""Save a GPT trained here as Hugging Face keeps GPT-2: `python export.py my-gpt2`."""

from shared.commands import run
from work05_transformer.commands.export import export

if __name__ == "__main__":
    run(export)
