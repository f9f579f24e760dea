"""What a run shows at its end: translations of the test sets, their scores."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
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
LONGEST = 200  # characters of one that are printed
_REPEATED = re.compile(r"(\S.{0,39}?)(?:\s*\1){3,}")


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
            run.say(f"  → {condensed(translation)}\n  = {example.references[0]}")
    run.say(f"BLEU by sacrebleu, {bleu.signature}")
    write_json(run.folder / TRANSLATIONS, translations)
    return metrics


def condensed(text: str) -> str:
    """Return what of a text is printed: words that repeat themselves once, with how often; and a limit.

    A model that has learned little writes the same words until its limit.
    """

    def once(match: re.Match[str]) -> str:
        if not any(character.isalpha() for character in match[1]):
            return match[0]  # "1 000 000 000"
        return f"{match[1]} (× {len(re.findall(re.escape(match[1]), match[0]))})"

    text = _REPEATED.sub(once, text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def read_translations(folder: Path) -> dict[str, list[str]]:
    """Read a run's translations of each test set.

    Raises:
        SavedModelError: the run did not finish.
    """
    return read_json(folder / TRANSLATIONS)
