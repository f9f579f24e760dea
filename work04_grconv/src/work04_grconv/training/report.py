"""What a run shows at its end: translations of the test sets, their scores."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from shared.training import Run
from shared.training.folder.saved import read_json
from shared.training.run import write_json
from shared.translation import Splits
from work04_grconv.data.pairs import Languages
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.training.config import TrainConfig
from work04_grconv.translation.inference import translate
from work04_grconv.translation.translator import Translator

TRANSLATIONS = "translations.json"
EXAMPLES = 4  # translations printed, of each test set


def report_tests(
    run: Run, config: TrainConfig, translator: Translator, languages: Languages, splits: Splits
) -> dict[str, Any]:
    """Translate the test sets: print examples and scores.

    Returns:
        the scores, to be kept with the run.
    """
    translate_all = partial(translate, translator, languages, beam=config.beam)
    metrics: dict[str, Any] = {}
    translations: dict[str, list[str]] = {}
    for name, examples in splits.tests.items():
        translations[name] = translate_all([example.source for example in examples])
        bleu, exact = evaluate(translations[name], examples, lowercase=config.lowercase)
        metrics[f"{name}/BLEU"], metrics[f"{name}/exact"] = bleu.score, exact
        run.say(
            f"{name}: BLEU {bleu.score:.1f} (95 %: {bleu.low:.1f} to {bleu.high:.1f}), "
            f"{exact:.0%} right to the letter"
        )
        metrics[f"{name}/BLEU/signature"] = bleu.signature
        for example, translation in list(zip(examples, translations[name], strict=True))[:EXAMPLES]:
            run.say(f"    {example.source}")
            run.say(f"  → {shorten(translation, 200)}\n  = {example.references[0]}")
    run.say(f"BLEU by sacrebleu, {bleu.signature}")
    write_json(run.folder / TRANSLATIONS, translations)
    return metrics


def read_translations(folder: Path) -> dict[str, list[str]]:
    """Read a run's translations of each test set.

    Raises:
        SavedModelError: the run did not finish.
    """
    return read_json(folder / TRANSLATIONS)
