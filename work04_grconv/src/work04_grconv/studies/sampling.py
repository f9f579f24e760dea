"""Random windows against consecutive ones, and a state that is carried on or begun anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.studies import Study, study
from shared.training import Loop
from work04_grconv.data.texts import Sampling, TextName
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.studies.language_models import LONGEST, numbered
from work04_grconv.training.language_models import LanguageConfig, fit_language_model

TEXT: TextName = "timemachine"
WINDOWS = (10, 35)  # characters
SAMPLINGS: tuple[Sampling, ...] = ("random", "consecutive")


def windows(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Train a model on windows; measure it with its state carried, and with a new one each window.

    The held-out text is read in windows as long as those of the training.
    """
    train, test, vocab_size = numbered(config["text"], LONGEST)
    settings = config["model"]
    model = fit_language_model(Loop(seed), settings, train, vocab_size)
    return {
        f"perplexity/{name}": held_out_perplexity(model, test, window=settings.window, carry=carry)
        for name, carry in (("carried", True), ("anew", False))
    }


@study(seeds=(0, 1, 2))
def sampling(s: Study) -> None:
    """Compare random and consecutive windows, with the state carried on in held-out text or not."""
    for length in WINDOWS:
        for name in SAMPLINGS:
            model = LanguageConfig(sampling=name, window=length, hidden=64, epochs=5)
            config = {"text": TEXT, "model": model}
            for seed in s.seeds:
                s.measure({"windows": name, "characters": length}, windows, config, seed)
