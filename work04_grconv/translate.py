"""Translate with a saved run: `python translate.py "forty-two"`, options by `--help`."""

from shared.commands import run
from work04_grconv.commands.translate import translate

if __name__ == "__main__":
    run(translate)
