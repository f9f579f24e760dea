"""Translate with a saved run: `python translate.py "forty-two"`, options by `--help`."""

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.commands import run
from work04_grconv.commands.translate import translate

if __name__ == "__main__":
    run(translate)
