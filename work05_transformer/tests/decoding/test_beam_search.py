"""Beam search against exhaustive search, greedy search, and sentence by sentence."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import tiny_model

from shared.training.settings.ranges import SettingsError
from work05_transformer.decoding.beam_search import (
    BeamSettings,
    beam_search,
    best_continuations,
    length_penalty,
)
from work05_transformer.decoding.translator import CachedDecoder
from work05_transformer.text.sentences import BEGIN, END, PADDING


class Table:
    """Log-probabilities that depend on the whole hypothesis so far, drawn once for each."""

    def __init__(self, seed: int, vocab_size: int, rows: int) -> None:
        self.seed, self.vocab_size = seed, vocab_size
        self.prefixes: list[tuple[int, ...]] = [()] * rows

    def after(self, prefix: tuple[int, ...]) -> torch.Tensor:
        number = sum((token + 1) * 11**place for place, token in enumerate(prefix))
        generator = torch.Generator().manual_seed(self.seed + 7919 * number)
        drawn = torch.randn(self.vocab_size, generator=generator, dtype=torch.float64)
        return (2 * drawn).log_softmax(-1)

    def __call__(self, tokens: torch.Tensor) -> torch.Tensor:
        pairs = zip(self.prefixes, tokens.tolist(), strict=True)
        self.prefixes = [(*prefix, token) for prefix, token in pairs]
        return torch.stack([self.after(prefix) for prefix in self.prefixes])

    def select(self, rows: torch.Tensor) -> None:
        self.prefixes = [self.prefixes[row] for row in rows.tolist()]


def exhaustive(table: Table, begin: int, end: int, limit: int, alpha: float) -> list[int]:
    """Score every output of at most `limit` tokens; return the best."""
    inner = [token for token in range(table.vocab_size) if token != end]
    best, likeliest = -math.inf, []
    for length in range(limit):
        for output in itertools.product(inner, repeat=length):
            score = 0.0
            for place, token in enumerate((*output, end)):
                score += table.after((begin, *output[:place]))[token].item()
            if score / length_penalty(length + 1, alpha) > best:
                best, likeliest = score / length_penalty(length + 1, alpha), list(output)
    return likeliest


@given(seed=st.integers(0, 10_000), limit=st.integers(1, 4), alpha=st.sampled_from([0.0, 0.6, 2.0]))
@settings(max_examples=40, deadline=None)
def test_a_wide_enough_beam_finds_what_exhaustive_search_finds(
    seed: int, limit: int, alpha: float
) -> None:
    begin, end, vocab_size = 0, 1, 4
    width = vocab_size**4
    outputs = beam_search(
        Table(seed, vocab_size, width), torch.tensor([limit]), begin, end,
        BeamSettings(width, alpha),
    )  # fmt: skip
    assert outputs == [exhaustive(Table(seed, vocab_size, 0), begin, end, limit, alpha)]


@given(seed=st.integers(0, 10_000), limit=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_a_beam_of_one_is_greedy(seed: int, limit: int) -> None:
    table = Table(seed, 5, 1)
    output = [0]
    while len(output) <= limit and (token := int(table.after(tuple(output)).argmax())) != 1:
        output.append(token)
    outputs = beam_search(table, torch.tensor([limit]), 0, 1, BeamSettings(1))
    assert outputs == [output[1:]]


@pytest.mark.parametrize("width", [1, 3])
def test_sentences_side_by_side_are_searched_as_if_alone(width: int) -> None:
    model, _ = tiny_model()
    source = torch.tensor([[5, 6, 7, END], [8, END, PADDING, PADDING], [4, 4, END, PADDING]])
    limits = torch.tensor([9, 4, 7])
    settings = BeamSettings(width)
    together = beam_search(CachedDecoder(model, source, width), limits, BEGIN, END, settings)
    alone = [
        beam_search(
            CachedDecoder(model, row[None, row != PADDING], width),
            limit[None],
            BEGIN,
            END,
            settings,
        )[0]
        for row, limit in zip(source, limits, strict=True)
    ]
    assert together == alone


def test_a_wider_beam_never_finds_a_less_probable_output_on_average() -> None:
    totals = []
    for width in (1, 2, 8):
        total = 0.0
        for seed in range(40):
            (output,) = beam_search(
                Table(seed, 5, width), torch.tensor([6]), 0, 1, BeamSettings(width, 0.0)
            )
            table = Table(seed, 5, 0)
            total += sum(
                table.after((0, *output[:place]))[token].item()
                for place, token in enumerate([*output, 1])
            )
        totals.append(total)
    assert totals == sorted(totals)


def test_continuations_are_chosen_over_all_hypotheses() -> None:
    scores = torch.tensor([[-1.0, -2.0], [-1.0, -torch.inf]])
    rows = torch.tensor([[[0.6, 0.4], [0.9, 0.1]], [[0.3, 0.7], [1.0, 1e-9]]]).log()
    best, parents, tokens = best_continuations(scores, rows)
    assert parents.tolist() == [[0, 0], [0, 0]]
    assert tokens.tolist() == [[0, 1], [1, 0]]
    torch.testing.assert_close(best[0], torch.tensor([0.6, 0.4]).log() - 1)


@pytest.mark.parametrize(("width", "alpha"), [(0, 0.6), (2, -0.1), (1001, 0.6), (2, 1e300)])
def test_impossible_searches_are_refused(width: int, alpha: float) -> None:
    with pytest.raises(SettingsError, match="is out of range"):
        BeamSettings(width, alpha)
