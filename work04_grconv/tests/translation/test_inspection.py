"""Trees and attention maps of saved runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from shared.translation import Pair
from work04_grconv.data.pairs import learn_languages, pad
from work04_grconv.errors import ModelError, TextError
from work04_grconv.grconv.soft_tree import credit, hard_split
from work04_grconv.training.saved_runs import load_run
from work04_grconv.translation.inspection import attention_map, sentence_tree
from work04_grconv.translation.translator import Sizes, Translator, TranslatorKind


def test_trees_and_maps_of_a_saved_run(runs: dict[TranslatorKind, Path]) -> None:
    saved = load_run(runs["grconv"])
    tree, words = sentence_tree(saved.translator, saved.languages, "Forty-two euros, or so.")
    assert words == ["Forty-", "two", "euros", ",", "or", "so", "."]
    for shares in credit(tree):
        assert shares.sum().item() == pytest.approx(1)
    assert 1 <= hard_split(tree) <= 6
    code = saved.translator.encode(
        pad([saved.languages.source.encode("Forty-two euros, or so.")]), torch.tensor([7])
    ).code
    torch.testing.assert_close(tree.code, code[0])
    with pytest.raises(TextError, match="no tree"):
        sentence_tree(saved.translator, saved.languages, " ")
    with pytest.raises(ModelError, match="only grConv"):
        sentence_tree(*_parts(runs["gru"]), "two")

    weights, target, source = attention_map(*_parts(runs["attention"]), "two or three", "deux")
    assert (len(target), len(source)) == weights.shape == (2, 3)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2))
    with pytest.raises(ModelError, match="only attention"):
        attention_map(*_parts(runs["gru"]), "two", "deux")


def test_trees_and_maps_are_made_where_the_translator_is() -> None:
    """Fake tensors have a device and no numbers, so that no GPU is needed."""
    languages = learn_languages(
        [Pair("two or three", "deux ou trois")], "word", size=None, merges=0
    )
    sizes = (len(languages.source.vocabulary), len(languages.target.vocabulary), 5, 6)
    with FakeTensorMode():
        with torch.device("cuda"):
            grconv, attention = (
                Translator(Sizes(kind, *sizes, activation="tanh", dropout=0.0))
                for kind in ("grconv", "attention")
            )
        tree, _ = sentence_tree(grconv, languages, "two or three")
        assert {shares.device.type for shares in credit(tree)} == {"cuda"}
        weights, _, _ = attention_map(attention, languages, "two or three", "deux")
        assert weights.device.type == "cpu", "NumPy reads them"


def _parts(folder: Path) -> tuple:
    saved = load_run(folder)
    return saved.translator, saved.languages
