"""The byte-pair encoding equals the reference's, loses nothing, and learns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import GPT2Tokenizer

from shared.data.testing import requires_data
from shared.data.text_files import TextFileError
from shared.errors import UserError
from work05_transformer.errors import TokenizerError
from work05_transformer.text.byte_pairs import (
    BytePairs,
    learn_byte_pairs,
    merge_pair,
    printable_bytes,
)
from work05_transformer.text.tokenizer import load_tokenizer

TEXT = "low lower lowest, new newer newest; the lowest of the low don't know. " * 3


# Letters of many scripts, marks, digits, spaces of all kinds, emoji: what cutting and bytes differ in.
CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(" \n\t\r\u00a0\u2003'sdtmlver.,!?09aeionrst"),
)


UNICODE = st.text(CHARACTERS, max_size=60)


@pytest.fixture(scope="module")
def small() -> BytePairs:
    return learn_byte_pairs(TEXT, 290)


def test_printable_bytes_are_256_different_characters() -> None:
    stand_ins = printable_bytes()
    assert len(set(stand_ins.values())) == 256
    assert all(character.isprintable() for character in stand_ins.values())
    assert (stand_ins[ord(" ")], stand_ins[ord("a")]) == ("Ġ", "a")


def test_a_pair_is_merged_from_the_left_and_not_across_its_own_product() -> None:
    assert merge_pair(["a", "a", "a", "b", "a", "a"], ("a", "a")) == ["aa", "a", "b", "aa"]
    assert merge_pair([], ("a", "b")) == []


@settings(deadline=None, derandomize=True, max_examples=200)
@given(UNICODE)
def test_decoding_gives_the_text_back(text: str) -> None:
    tokenizer = learn_byte_pairs(TEXT, 270)
    assert tokenizer.decode(tokenizer.encode(text)) == text


@settings(deadline=None, derandomize=True, max_examples=200)
@given(text=UNICODE)
def test_learned_byte_pairs_equal_the_reference_on_unicode_text(
    small: BytePairs, text: str
) -> None:
    reference = GPT2Tokenizer(
        vocab={**small.tokens, "<|endoftext|>": len(small)}, merges=list(small.ranks)
    )
    assert small.encode(text) == reference.encode(text)


@pytest.fixture(scope="module")
def gpt2() -> tuple[BytePairs, GPT2Tokenizer]:
    folder = requires_data("gpt2-bpe")
    tokens = json.loads((folder / "encoder.json").read_text())
    merges = [
        tuple(line.split(" "))
        for line in (folder / "vocab.bpe").read_text(encoding="utf-8").splitlines()[1:]
    ]
    return BytePairs.gpt2(), GPT2Tokenizer(vocab=tokens, merges=merges)


@settings(deadline=None, derandomize=True, max_examples=400)
@given(text=UNICODE)
def test_gpt2s_encoding_equals_the_reference_on_unicode_text(
    gpt2: tuple[BytePairs, GPT2Tokenizer], text: str
) -> None:
    ours, reference = gpt2
    numbers = ours.encode(text)
    assert numbers == reference.encode(text)
    assert ours.decode(numbers) == text


def test_gpt2s_encoding_of_a_known_sentence(gpt2: tuple[BytePairs, GPT2Tokenizer]) -> None:
    ours, _ = gpt2
    assert len(ours) == 50_257
    assert ours.end_of_text == 50_256
    assert ours.encode("Hello world") == [15496, 995]


def test_the_most_frequent_pair_is_learned_first() -> None:
    learned = learn_byte_pairs("ab ab ab cd cd", 258)
    assert list(learned.ranks) == [("a", "b"), ("c", "d")]  # then "Ġab" too: c is before Ġ


def test_learning_stops_where_no_pair_occurs_twice() -> None:
    assert len(learn_byte_pairs("abcdefg", 1000)) == 256


def test_a_vocabulary_below_the_bytes_is_refused() -> None:
    with pytest.raises(TokenizerError):
        learn_byte_pairs(TEXT, 255)


def test_half_a_surrogate_pair_is_refused(small: BytePairs) -> None:
    with pytest.raises(TokenizerError, match="surrogate"):
        small.encode("fine \ud800")


def test_saved_byte_pairs_load_as_they_were(small: BytePairs, tmp_path: Path) -> None:
    small.save(tmp_path)
    loaded = load_tokenizer(tmp_path)
    assert isinstance(loaded, BytePairs)
    assert (loaded.tokens, loaded.ranks) == (small.tokens, small.ranks)


def test_merges_of_another_vocabulary_are_refused(small: BytePairs) -> None:
    with pytest.raises(TokenizerError, match="'zz' is no token"):
        BytePairs(small.tokens, [("z", "z")])


def test_a_vocabulary_with_gaps_is_refused() -> None:
    with pytest.raises(TokenizerError, match="not 0, 1, 2"):
        BytePairs({"a": 0, "b": 2}, [])


@pytest.mark.parametrize("content", ["{", "[1, 2]", '{"a": "b"}'])
def test_a_damaged_vocabulary_is_one_clear_error(
    small: BytePairs, tmp_path: Path, content: str
) -> None:
    small.save(tmp_path)
    (tmp_path / "vocab.json").write_text(content)
    with pytest.raises(UserError):
        load_tokenizer(tmp_path)


def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path, small: BytePairs) -> None:
    with pytest.raises(TokenizerError, match="holds no tokenizer"):
        load_tokenizer(tmp_path)
    small.save(tmp_path)
    (tmp_path / "merges.txt").unlink()
    with pytest.raises(TextFileError, match=r"no file .*merges\.txt"):
        load_tokenizer(tmp_path)
