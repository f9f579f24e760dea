"""A translator from the folder of a finished run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from shared.training import SavedModelError
from shared.training.config import config_of_run
from shared.training.saved import load_weights, read_json
from work04_grconv.data.pairs import Languages
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import TOKENIZERS, make_translator
from work04_grconv.translation.translator import Translator


@dataclasses.dataclass(frozen=True)
class SavedRun:
    """A translator that is ready to work."""

    config: TrainConfig
    translator: Translator
    languages: Languages


def load_run(folder: Path) -> SavedRun:
    """Load the translator of a run of train.py, in evaluation mode, on the CPU.

    Raises:
        CheckpointError: the folder holds no run, or one of another assignment.
        SavedModelError: the run did not finish, or a file of it is damaged.
    """
    config = dataclasses.replace(config_of_run(TrainConfig, folder), resume=None)
    path = folder / TOKENIZERS
    try:
        languages = Languages.from_json(read_json(path))
    except ValueError as error:
        raise SavedModelError(f"{path} is damaged ({error}): train again") from None
    return SavedRun(config, load_weights(make_translator(config, languages), folder), languages)
