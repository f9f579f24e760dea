"""Write on with a character model: `python generate.py "The time"`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work04_grconv.commands.generate import generate

if __name__ == "__main__":
    run(generate)
