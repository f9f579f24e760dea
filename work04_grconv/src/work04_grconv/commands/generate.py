"""What stands behind generate.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import torch
import tyro

from shared.training.folder.saved import chosen_run
from shared.training.settings.ranges import Above, AtLeast, Below, check
from work04_grconv.recurrent.language_model import continue_text
from work04_grconv.text.vocabulary import SPECIAL, UNKNOWN
from work04_grconv.training.language_models import VOCABULARY
from work04_grconv.training.saved_runs import is_language_model, load_language_model


def generate(
    prompt: Annotated[str, tyro.conf.Positional] = "",
    run: Path | None = None,
    count: int = 300,
    temperature: float = 0.8,
    seed: int = 0,
) -> None:
    """Write on from a prompt with a character model, a character as soon as it is drawn.

    Args:
        prompt: how the text begins; as a line of the training text does where there is none.
        run: the folder of a run of train_language_model.py; the newest finished one in runs/ where
            none is named.
        count: characters to write.
        temperature: below 1 prefers likely characters.
        seed: of the draws.
    """
    check("--count", count, AtLeast(0))
    check("--temperature", temperature, Above(0))
    check("--seed", seed, AtLeast(0), Below(2**63))
    command = "train_language_model.py"
    folder = chosen_run(run, Path("runs"), VOCABULARY, command=command, fits=is_language_model)
    model, characters = load_language_model(folder)
    numbers = characters.encode(prompt or "\n")
    if unknown := sorted(
        {c for c, n in zip(prompt, numbers.tolist(), strict=False) if n == UNKNOWN}
    ):
        shown = " ".join(unknown)
        print(f"the model has never seen {shown}: it reads them as unknown", file=sys.stderr)
    generator = torch.Generator().manual_seed(seed)
    print(prompt, end="", flush=True)
    for number in continue_text(
        model, numbers, count, generator, temperature=temperature, special=len(SPECIAL)
    ):
        print(characters.vocabulary.tokens[number], end="", flush=True)
    print()
