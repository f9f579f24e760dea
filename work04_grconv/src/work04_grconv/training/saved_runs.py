"""A translator from the folder of a finished run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file

from shared.training.config import config_of_run
from work04_grconv.data.pairs import Languages
from work04_grconv.errors import ModelError
from work04_grconv.text.tokenizer import load_tokenizers
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import TOKENIZERS, make_translator
from work04_grconv.translation.translator import Translator

WEIGHTS = "model.safetensors"


@dataclasses.dataclass(frozen=True)
class SavedRun:
    """A translator that is ready to work."""

    config: TrainConfig
    translator: Translator
    languages: Languages


def load_run(folder: Path) -> SavedRun:
    """The translator of a run of train.py, in evaluation mode, on the CPU.

    Raises:
        CheckpointError: the folder holds no run, or one of another assignment.
        ModelError: the run did not finish, or a file of it is damaged.
    """
    config = dataclasses.replace(config_of_run(TrainConfig, folder), resume=None)
    tokenizers = load_tokenizers(folder / TOKENIZERS)
    try:
        languages = Languages(tokenizers["source"], tokenizers["target"])
        translator = make_translator(config, languages)
        translator.load_state_dict(load_file(folder / WEIGHTS))
    except FileNotFoundError:
        raise ModelError(f"{folder} has no {WEIGHTS}: the run did not finish") from None
    except (KeyError, RuntimeError, SafetensorError, OSError) as error:
        first = str(error).splitlines()[0]
        raise ModelError(f"{folder} does not hold a translator that fits: {first}") from None
    return SavedRun(config, translator.eval(), languages)


def newest_run(runs: Path) -> Path:
    """The run in `runs` that was finished last.

    Raises:
        ModelError: there is none.
    """
    finished = [f for f in runs.glob("*/") if (f / WEIGHTS).exists() and (f / TOKENIZERS).exists()]
    if not finished:
        raise ModelError(f"no finished run in {runs}: run train.py first, or name a run with --run")
    return max(finished, key=lambda folder: (folder / WEIGHTS).stat().st_mtime)
