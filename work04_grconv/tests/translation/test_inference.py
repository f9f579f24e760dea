"""Sentences to translations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import KINDS, random_translator

from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation import inference
from work04_grconv.translation.inference import search, translate
from work04_grconv.translation.translator import TranslatorKind


@pytest.mark.parametrize("kind", KINDS)
def test_a_beam_of_one_is_greedy_search(kind: TranslatorKind) -> None:
    translator = random_translator(kind)
    sentences = [[4, 5, 6], [7, 8], [4]]
    greedy = search(translator, sentences, beam=1, longest=7)
    step_by_step = [search(translator, [s], beam=1, longest=7)[0] for s in sentences]
    assert greedy == step_by_step
    together = search(translator, sentences, beam=3, longest=7)
    assert together == [search(translator, [s], beam=3, longest=7)[0] for s in sentences]


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_may_ask_for_any_rows(
    kind: TranslatorKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    translator = random_translator(kind)
    sentences = [[4, 5, 6], [6, 5, 5], [4, 6, 4]]
    together = [search(translator, sentences, beam=beam, longest=7) for beam in (1, 3)]

    def backwards(one: Any) -> Any:
        return lambda step, state, *rest, **more: [
            one(step, row[None], *rest, **more)[0] for row in state.flip(0)
        ][::-1]

    for name in ("greedy_search", "beam_search"):
        monkeypatch.setattr(inference, name, backwards(getattr(inference, name)))
    assert [search(translator, sentences, beam=beam, longest=7) for beam in (1, 3)] == together


def test_an_unknown_word_is_translated_somehow(runs: dict[TranslatorKind, Path]) -> None:
    saved = load_run(runs["gru"])
    translations = translate(saved.translator, saved.languages, ["zyzzyva", "", "two"], beam=2)
    assert len(translations) == 3
    assert translations[1] == ""
