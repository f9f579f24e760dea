"""Text to tokens to numbers, and back."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.errors import ModelError
from work04_grconv.text.byte_pairs import BytePairs, learn_merges, merge_pair
from work04_grconv.text.ngrams import (
    KneserNey,
    additive_probability,
    continuation_counts,
    count_ngrams,
)
from work04_grconv.text.tokenizer import load_tokenizers, save_tokenizers, train_tokenizer
from work04_grconv.text.vocabulary import END, PAD, UNKNOWN, Vocabulary, build_vocabulary
from work04_grconv.text.windows import consecutive_windows, random_windows
from work04_grconv.text.words import GLUE, clean, join_words, split_words
from work04_grconv.translation.loss import perplexity


def test_the_docstrings_example() -> None:
    text = "l'an 10, forty-two."
    assert split_words(text) == [
        "l'", "an", "1", GLUE + "0", GLUE + ",", "forty-", "two", GLUE + ".",
    ]  # fmt: skip


@given(st.text())
def test_words_join_to_the_clean_text(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert join_words(split_words(cleaned)) == cleaned


def test_cleaning_makes_one_of_the_same_things() -> None:
    decomposed = "E\u0301te\u0301"
    assert clean(decomposed) == clean("ÉTÉ") == "été"
    assert clean(" a\u00a0b\t\nc\u0000 ") == "a b c"
    assert clean("l’après‑midi") == "l'après-midi"


def test_a_vocabulary_counts_and_breaks_ties_by_the_alphabet() -> None:
    sentences = [["b", "a", "b"], ["c", "a", "d"]]
    vocabulary = build_vocabulary(sentences, size=3)
    assert vocabulary.tokens[4:] == ["a", "b", "c"]
    assert vocabulary.encode(["c", "d"]) == [6, UNKNOWN]
    assert build_vocabulary(sentences, least=2).tokens[4:] == ["a", "b"]
    assert build_vocabulary([["<eos>", "a"]]).tokens[4:] == ["a"]
    assert vocabulary.decode([2, 4, PAD, 5, END, 6]) == ["a", "b"]
    with pytest.raises(ValueError, match="once"):
        Vocabulary(["a", "a"])


@given(st.lists(st.sampled_from("abc"), max_size=12), st.sampled_from(["ab", "aa"]))
def test_merging_a_pair_is_replacing_it_from_the_left(symbols: list[str], pair: str) -> None:
    merged = merge_pair(symbols, (pair[0], pair[1]))
    marked = "".join(symbols).replace(pair, "X")
    assert "".join("X" if symbol == pair else symbol for symbol in merged) == marked


def test_merges_are_learnt_by_frequency() -> None:
    # The example of Sennrich et al. 2016, algorithm 1, without its end-of-word symbol.
    counts = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    assert learn_merges(counts, 3) == [("e", "s"), ("es", "t"), ("l", "o")]
    assert learn_merges({"ab": 1}, 3) == []


@given(st.lists(st.text("abcd", min_size=1, max_size=6), min_size=1, max_size=20))
def test_pieces_join_to_their_words(words: list[str]) -> None:
    pairs = BytePairs(learn_merges(Counter(words), 8))
    assert BytePairs.join([piece for word in words for piece in pairs.split(word)]) == words


@pytest.mark.parametrize("unit", ["word", "character", "bpe"])
def test_tokenizers_survive_a_file(tmp_path: Path, unit: str) -> None:
    texts = ["Forty-two, or so.", "forty francs: l'an 12"]
    tokenizer = train_tokenizer(texts, unit, merges=10)  # type: ignore[arg-type]
    save_tokenizers(tmp_path / "t.json", {"source": tokenizer})
    again = load_tokenizers(tmp_path / "t.json")["source"]
    for text in texts:
        assert again.encode(text) == tokenizer.encode(text)
        assert again.decode(again.encode(text)) == clean(text)


@pytest.mark.parametrize("content", ["", "[]", '{"source": {"unit": "x"}}', '{"source": 1}'])
def test_a_damaged_tokenizer_is_one_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.json").write_text(content)
    with pytest.raises(ModelError, match="damaged"):
        load_tokenizers(tmp_path / "t.json")
    with pytest.raises(ModelError, match="does not exist"):
        load_tokenizers(tmp_path / "no.json")


TEXT = st.lists(st.integers(0, 4), min_size=4, max_size=40)


@given(TEXT, st.integers(1, 3))
def test_ngrams_count_every_place_once(tokens: list[int], order: int) -> None:
    counts = count_ngrams(tokens, order)
    assert sum(sum(after.values()) for after in counts.values()) == len(tokens) - order + 1
    for context, after in counts.items():
        for token, count in after.items():
            gram = [*context, token]
            windows = zip(*(tokens[i:] for i in range(order)), strict=False)
            assert count == sum(list(window) == gram for window in windows)


@given(TEXT, st.integers(1, 3), st.floats(0.1, 0.9))
def test_kneser_ney_sums_to_one_after_every_context(
    tokens: list[int], order: int, discount: float
) -> None:
    model = KneserNey(tokens, order, size=6, discount=discount)
    for context in ([0, 1], [5, 5], tokens[-2:]):
        total = sum(model.probability(context, token) for token in range(6))
        assert total == pytest.approx(1)
    assert model.perplexity([5] * 5) > 1


def test_kneser_ney_by_hand() -> None:
    # "a b a b a c": after a come b twice and c once; b follows one kind, c one kind, a one kind.
    model = KneserNey([0, 1, 0, 1, 0, 2], order=2, size=3, discount=0.5)
    uniform = 1 / 3
    lower = (1 - 0.5) / 3 + 0.5 * 3 / 3 * uniform  # kinds before b: 1 of 3
    assert model.probability([0], 1) == pytest.approx((2 - 0.5) / 3 + 0.5 * 2 / 3 * lower)
    assert model.probability([2], 1) == pytest.approx(lower)  # c was never followed by anything


def test_additive_smoothing_sums_to_one() -> None:
    counts = [3, 0, 1]
    total = sum(additive_probability(count, 4, 0.5, 3) for count in counts)
    assert total == pytest.approx(1)


def test_continuations_count_kinds_and_not_occurrences() -> None:
    counts = count_ngrams([0, 1, 0, 1, 2, 1], 2)
    assert continuation_counts(counts) == {(): {1: 2, 0: 1, 2: 1}}


@given(st.integers(20, 60), st.integers(1, 3), st.integers(2, 6), st.integers(0, 9))
def test_windows_hold_the_text_and_its_next_tokens(
    size: int, batch: int, time: int, seed: int
) -> None:
    text = torch.arange(size)
    generator = torch.Generator().manual_seed(seed)
    seen: list[int] = []
    for inputs, targets in random_windows(text, batch, time, generator):
        assert torch.equal(targets, inputs + 1)
        assert torch.equal(inputs[:, 1:], inputs[:, :-1] + 1)
        seen += inputs.flatten().tolist()
    assert len(seen) == len(set(seen))
    assert len(seen) >= size - 1 - time * (batch + 1)

    end = None
    for inputs, targets in consecutive_windows(text, batch, time, generator):
        assert torch.equal(targets, inputs + 1)
        assert end is None or torch.equal(inputs[:, 0], end + 1), "a row goes on where it ended"
        end = inputs[:, -1]


def test_perplexity_of_a_uniform_model_is_the_vocabularys_size() -> None:
    assert perplexity(torch.full((10,), math.log(7))) == pytest.approx(7)
