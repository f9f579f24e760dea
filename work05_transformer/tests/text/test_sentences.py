"""Sentences come back as they were, but for the spelling of letters, in batches of like length."""

from __future__ import annotations

from unicodedata import normalize

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import PAIRS

from shared.translation import Pair
from work05_transformer.text.sentences import BEGIN, END, PairBatches, Sentences
from work05_transformer.training.config import TranslationConfig
from work05_transformer.training.translation import load_splits

SMOKE = TranslationConfig.smoke_test()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"])))
@settings(max_examples=50, deadline=None)
def test_sentences_come_back_composed(text: str) -> None:
    sentences = Sentences.learn(PAIRS, 270)
    assert sentences.decode(sentences.encode(text)) == normalize("NFC", text)


def test_both_spellings_of_a_letter_are_learned_and_encoded_alike() -> None:
    pairs = [Pair("the café opened", "le thé était là")] * 9
    decomposed = [Pair(*(normalize("NFD", side) for side in vars(pair).values())) for pair in pairs]
    sentences, same = Sentences.learn(pairs, 290), Sentences.learn(decomposed, 290)
    assert same.byte_pairs.tokens == sentences.byte_pairs.tokens
    assert sentences.encode("cafe\u0301") == sentences.encode("caf\u00e9")
    assert len(sentences.encode("cafe\u0301")) < 6


def test_batches_hold_every_pair_once_and_keep_to_their_size() -> None:
    splits, _ = load_splits(SMOKE)
    sentences = Sentences.learn(splits.train, 300)
    batches = PairBatches(splits.train, sentences, 400)
    pairs = []
    for number in range(len(batches)):
        source, inputs, targets = batches.__getitems__([number])
        assert max(source.numel(), targets.numel()) <= 400
        assert torch.equal(inputs[:, 1:], targets[:, :-1])
        assert (inputs[:, 0] == BEGIN).all()
        assert ((targets == END).sum(1) == 1).all()
        pairs += [
            Pair(sentences.decode(one), sentences.decode(other))
            for one, other in zip(source.tolist(), targets.tolist(), strict=True)
        ]
    assert sorted(pairs, key=str) == sorted(splits.train, key=str)


def test_bytes_that_are_no_character_say_nothing() -> None:
    sentences = Sentences.learn(PAIRS, 270)
    tokens = sentences.encode("née")[:-2]  # END, and a byte of the last é or the e
    assert sentences.decode(sentences.encode("é")[1:2]) in ("", "é")
    lead = sentences.encode("é")[1]  # the first byte of two, no character by itself
    assert sentences.words([lead]) == ["\N{REPLACEMENT CHARACTER}"]
    assert sentences.decode([*tokens, lead]) == "né"
