"""A model from the folder of a finished run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from shared.errors import UserError
from shared.training import SavedModelError
from shared.training.folder.saved import load_weights, read_json
from shared.training.settings.config import config_of_run
from work04_grconv.data.pairs import Languages
from work04_grconv.errors import ModelError
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.language_models import VOCABULARY, Characters, LanguageRunConfig
from work04_grconv.training.loop import TOKENIZERS, make_translator
from work04_grconv.translation.translator import Translator, TranslatorKind


@dataclasses.dataclass(frozen=True)
class SavedRun:
    """A translator that is ready to work."""

    config: TrainConfig
    translator: Translator
    languages: Languages


def encoder_of(folder: Path) -> TranslatorKind | None:
    """Return the encoder of the run in a folder; None where it is no run of this version."""
    try:
        return config_of_run(TrainConfig, folder).encoder
    except UserError:
        return None


def is_language_model(folder: Path) -> bool:
    """Tell whether a folder holds a character model of this version that can write."""
    try:
        return not config_of_run(LanguageRunConfig, folder).bidirectional
    except UserError:
        return False


def load_language_model(folder: Path) -> tuple[LanguageModel, Characters]:
    """Load the model of a run of train_language_model.py, in evaluation mode, on the CPU.

    Raises:
        CheckpointError: the folder holds no run, or one of another script.
        ModelError: the model reads from both ends, so it can write nothing.
        SavedModelError: the run did not finish, or a file of it is damaged.
    """
    config = config_of_run(LanguageRunConfig, folder)
    if config.bidirectional:
        raise ModelError(f"the model in {folder} reads from both ends: it can write nothing")
    path = folder / VOCABULARY
    try:
        characters = Characters.from_json(read_json(path))
    except ValueError as error:
        raise SavedModelError(f"{path} is damaged ({error}): train again") from None
    network = LanguageModel(
        len(characters.vocabulary), config.embedding, config.hidden, config.kind
    )
    return load_weights(network, folder), characters


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
