"""Positions: the paper's table, learned vectors, rotations."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work05_transformer.errors import ModelError
from work05_transformer.layers.positional import (
    LearnedPositions,
    RotaryPositions,
    SinusoidalPositions,
    frequencies,
    sinusoidal,
)


def test_the_table_holds_the_papers_sines_and_cosines() -> None:
    table = sinusoidal(20, 8)
    for position in (0, 1, 19):
        for pair in range(4):
            angle = position / 10000 ** (2 * pair / 8)
            assert table[position, 2 * pair].item() == pytest.approx(math.sin(angle), abs=1e-6)
            assert table[position, 2 * pair + 1].item() == pytest.approx(math.cos(angle), abs=1e-6)


def test_a_shift_is_the_same_rotation_at_every_position() -> None:
    table = sinusoidal(30, 6).double()
    pairs = torch.view_as_complex(table.view(30, 3, 2).flip(-1).contiguous())  # cos + i sin
    turns = pairs[7:] / pairs[:-7]
    torch.testing.assert_close(turns, turns[:1].expand_as(turns), atol=1e-5, rtol=0)


@pytest.mark.parametrize("positions", [SinusoidalPositions, LearnedPositions])
def test_added_positions_start_where_the_cache_ends(positions: type) -> None:
    layer = positions(10, 4)
    nothing = torch.zeros(1, 10, 4)
    assert torch.equal(layer(nothing[:, 6:], start=6), layer(nothing)[:, 6:])


@settings(deadline=None, derandomize=True, max_examples=20)
@given(m=st.integers(0, 40), n=st.integers(0, 40), shift=st.integers(0, 20))
def test_rotary_scores_depend_on_the_distance_alone(m: int, n: int, shift: int) -> None:
    rotary = RotaryPositions(64, 8).double()
    generator = torch.Generator().manual_seed(0)
    query, key = torch.randn(2, 1, 1, 1, 8, generator=generator, dtype=torch.float64)

    def score(query_at: int, key_at: int) -> float:
        return (rotary(query, query_at) * rotary(key, key_at)).sum().item()

    assert score(m + shift, n + shift) == pytest.approx(score(m, n), abs=1e-5)


def test_rotary_positions_keep_lengths_and_leave_position_0_alone() -> None:
    rotary = RotaryPositions(16, 8)
    features = torch.randn(2, 3, 16, 8)
    turned = rotary(features)
    torch.testing.assert_close(turned.norm(dim=-1), features.norm(dim=-1))
    assert torch.equal(turned[:, :, 0], features[:, :, 0])
    assert not torch.allclose(turned[:, :, 1], features[:, :, 1])


@pytest.mark.parametrize("layer", [SinusoidalPositions(8, 4), LearnedPositions(8, 4)])
def test_positions_beyond_the_context_are_refused(layer: torch.nn.Module) -> None:
    with pytest.raises(ModelError, match="beyond a context of 8"):
        layer(torch.zeros(1, 2, 4), 7)


def test_rotary_positions_beyond_the_context_are_refused() -> None:
    with pytest.raises(ModelError):
        RotaryPositions(8, 4)(torch.zeros(1, 1, 2, 4), 7)


def test_an_odd_number_of_features_forms_no_pairs() -> None:
    with pytest.raises(ModelError, match="5 is odd"):
        frequencies(5)
