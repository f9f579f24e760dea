"""Search, in models that are tables of log probabilities."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.text.vocabulary import BEGIN, END, PAD
from work04_grconv.translation.beam_search import Hypothesis, beam_search, greedy_search
from work04_grconv.translation.table_model import TableModel


class Table(TableModel):
    """Random chances, and every translation they allow; a place more, for who asks the model ahead."""

    def __init__(self, sentences: int, size: int, places: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        shape = (sentences, places + 1, 2, size, size)
        raw = torch.randn(shape, generator=generator, dtype=torch.float64)
        raw[..., PAD] = raw[..., BEGIN] = float("-inf")
        super().__init__((raw * 1.5).log_softmax(dim=4))

    def all_translations(self, sentence: int, longest: int, power: float) -> list[Hypothesis]:
        """Every translation of at most `longest` tokens, the best first."""
        size = self.log_probabilities.shape[-1]
        words = [token for token in range(size) if token not in (PAD, BEGIN, END)]
        translations = []
        for length in range(longest):
            for tokens in itertools.product(words, repeat=length):
                path = [BEGIN, *tokens, END]
                total = sum(
                    self.log_probabilities[
                        sentence, place, sum(path[:place]) % 2, last, following
                    ].item()
                    for place, (last, following) in enumerate(itertools.pairwise(path))
                )
                score = total / (length + 1) ** power
                translations.append(Hypothesis(tokens, total, score))
        return sorted(translations, key=lambda hypothesis: -hypothesis.score)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999), power=st.sampled_from([0.0, 0.6, 1.0]))
def test_a_beam_that_holds_everything_finds_the_best_translation(seed: int, power: float) -> None:
    longest = 4
    table = Table(3, 6, longest, seed)  # three words: 40 translations of up to 4 tokens
    hypotheses = beam_search(table.step, table.start, beam=40, longest=longest, power=power)
    for sentence, hypothesis in enumerate(hypotheses):
        best = table.all_translations(sentence, longest, power)[0]
        assert hypothesis.tokens == best.tokens
        assert hypothesis.log_probability == pytest.approx(best.log_probability)
        assert hypothesis.score == pytest.approx(best.score)


def test_what_the_model_returns_is_not_changed() -> None:
    """A model of frequencies alone returns the same tensor at each step."""
    frequencies = torch.tensor([0.0, 0, 0, 0.2, 0.5, 0.3]).log().repeat(2, 1)
    kept = frequencies.clone()
    start = torch.zeros(1, 1)
    for _ in range(2):
        (best,) = beam_search(lambda tokens, state: (frequencies, state), start, beam=2, longest=3)
        assert best.tokens == (4, 4)
    assert torch.equal(frequencies, kept)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999), beam=st.integers(1, 5))
def test_a_batch_of_sentences_finds_what_each_finds_alone(seed: int, beam: int) -> None:
    table = Table(4, 7, 6, seed)
    together = beam_search(table.step, table.start, beam=beam, longest=6)
    alone = [beam_search(table.step, row[None], beam=beam, longest=6)[0] for row in table.start]
    assert together == alone


@given(st.integers(0, 9999))
def test_a_translation_has_the_score_that_the_model_gives_it(seed: int) -> None:
    table = Table(2, 6, 5, seed)
    for sentence, hypothesis in enumerate(beam_search(table.step, table.start, beam=2, longest=5)):
        everything = table.all_translations(sentence, 5, 1.0)
        (same,) = [one for one in everything if one.tokens == hypothesis.tokens]
        assert hypothesis.score == pytest.approx(same.score)
        assert math.isfinite(hypothesis.score)


def test_greedy_search_can_miss_what_a_beam_finds() -> None:
    # The likeliest first word leads nowhere: 0.6 · 0.3 < 0.4 · 0.9.
    table = Table(1, 6, 3, 0)
    chances = torch.full((1, 4, 2, 6, 6), 1e-9, dtype=torch.float64)
    chances[0, 0, :, BEGIN, 4], chances[0, 0, :, BEGIN, 5] = 0.6, 0.4
    chances[0, 1, :, 4] = 0.1
    chances[0, 1, :, 4, END], chances[0, 1, :, 5, END] = 0.3, 0.9
    table.log_probabilities = chances.log()
    assert greedy_search(table.step, table.start, 3) == [[4]]
    (best,) = beam_search(table.step, table.start, beam=2, longest=3, power=0)
    assert best.tokens == (5,)


def test_normalizing_by_length_prefers_the_longer_of_equally_likely_words() -> None:
    table = Table(1, 5, 3, 0)
    chances = torch.full((1, 4, 2, 5, 5), 1e-9, dtype=torch.float64)
    chances[0, 0, :, BEGIN, END], chances[0, 0, :, BEGIN, 4] = 0.5, 0.5
    chances[0, 1, :, 4, END] = 0.8  # whole: 0.5 against 0.4; by token: 0.5 against 0.63
    table.log_probabilities = chances.log()
    unnormalized, normalized = (
        beam_search(table.step, table.start, beam=2, longest=3, power=power)[0].tokens
        for power in (0.0, 1.0)
    )
    assert (unnormalized, normalized) == ((), (4,))
