"""The pieces of words, as in Bojanowski et al. 2017."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.text.words import PADDING
from work05_transformer.word_vectors.subwords import Subwords, character_ngrams, fnv1a
from work05_transformer.word_vectors.word2vec import Word2Vec

WORDS = ["⌀", "⟨unknown⟩", "where", "her", "a"]


def test_the_papers_example() -> None:
    assert character_ngrams("where", 3, 3) == ["<wh", "whe", "her", "ere", "re>"]
    assert character_ngrams("her", 3, 6) == ["<he", "her", "er>", "<her", "her>"]
    assert character_ngrams("a") == []


@given(word=st.text(min_size=1, max_size=12), shortest=st.integers(1, 4), more=st.integers(0, 3))
@settings(deadline=None)
def test_pieces_are_all_parts_of_the_marked_word(word: str, shortest: int, more: int) -> None:
    longest = shortest + more
    pieces = character_ngrams(word, shortest, longest)
    size = len(word) + 2
    lengths = range(shortest, min(longest, size - 1) + 1)
    assert len(pieces) == sum(size - length + 1 for length in lengths)
    assert all(piece in f"<{word}>" and shortest <= len(piece) <= longest for piece in pieces)


def test_the_hash_is_fnv_1a() -> None:
    # test vectors of its authors (Fowler, Noll, Vo)
    assert [fnv1a(text) for text in ("", "a", "foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]


def test_gensim_hashes_alike() -> None:
    fasttext = pytest.importorskip("gensim.models.fasttext")
    for word in ("where", "wonderful"):  # longer than the longest piece
        ours = [fnv1a(piece) % 1000 for piece in character_ngrams(word)]
        assert sorted(ours) == sorted(fasttext.ft_ngram_hashes(word, 3, 6, 1000))


def test_a_vector_is_the_mean_of_a_words_rows() -> None:
    subwords = Subwords(WORDS, buckets=50)
    model = Word2Vec(subwords.rows, len(WORDS), 4)
    matrix = subwords.matrix(WORDS)
    vectors = model.inputs(matrix)
    for number, word in enumerate(WORDS[2:], 2):
        expected = model.inputs.weight[subwords.pieces(word)].mean(0)
        torch.testing.assert_close(vectors[number], expected)
        torch.testing.assert_close(subwords.vector(model.inputs.weight, word), expected)
    assert matrix[4].tolist() == [4] + [PADDING] * (matrix.shape[1] - 1)


def test_each_pair_gets_the_vector_of_its_word() -> None:
    subwords = Subwords(WORDS, buckets=50)
    model = Word2Vec(subwords.rows, len(WORDS), 4)
    pieces = subwords.matrix(WORDS)
    bags = torch.tensor([[3], [2], [3], [4]])
    torch.testing.assert_close(model.predictors(bags, pieces), model.inputs(pieces[bags[:, 0]]))
    model.predictors(bags, pieces).sum().backward()
    given = model.inputs.weight.grad
    assert given is not None
    model.inputs.weight.grad = None
    model.inputs(pieces[bags[:, 0]]).sum().backward()
    expected = model.inputs.weight.grad
    assert expected is not None
    torch.testing.assert_close(given.to_dense(), expected.to_dense())


def test_a_word_never_seen_has_the_vector_of_its_pieces() -> None:
    subwords = Subwords(WORDS, buckets=50)
    table = torch.randn(subwords.rows, 4)
    rows = subwords.pieces("here")
    assert min(rows) >= len(WORDS)
    torch.testing.assert_close(subwords.vector(table, "here"), table[rows].mean(0))
    assert subwords.vector(table, "x").tolist() == [0.0] * 4
