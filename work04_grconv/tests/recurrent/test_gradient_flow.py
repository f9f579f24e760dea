"""Gradients over time."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.recurrent.gradient_flow import gradient_norms, start_weights


def norms_after(kind: str, radius: float | None) -> float:
    generator = torch.Generator().manual_seed(0)
    weights = start_weights(kind, 4, 32, generator, radius=radius)  # type: ignore[arg-type]
    inputs = torch.randn(50, 8, 4, generator=generator, dtype=torch.float64) * 0.1
    norms = gradient_norms(kind, weights, inputs)  # type: ignore[arg-type]
    assert len(norms) == 51
    assert norms[-1] == 1
    return norms[0]


def test_gradients_vanish_with_a_small_radius_and_explode_with_a_large_one() -> None:
    assert norms_after("rnn", 0.5) < 1e-10
    assert norms_after("rnn", 0.5) < norms_after("rnn", 1.0) < norms_after("rnn", 1.5)


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_gates_that_keep_hand_the_gradient_back(kind: str) -> None:
    def first(keep: float) -> float:
        generator = torch.Generator().manual_seed(0)
        weights = start_weights(kind, 4, 32, generator, keep=keep)  # type: ignore[arg-type]
        inputs = torch.randn(50, 8, 4, generator=generator, dtype=torch.float64) * 0.1
        return gradient_norms(kind, weights, inputs)[0]  # type: ignore[arg-type]

    assert first(0.0) < 1e-8
    assert first(4.0) > 1e-2


def test_the_gradient_of_a_linear_chain_is_the_radius_to_the_power_of_its_length() -> None:
    generator = torch.Generator().manual_seed(0)
    weights = start_weights("rnn", 4, 16, generator, radius=0.9)
    for tensor in (weights.weight_ih, weights.bias_ih, weights.bias_hh):
        tensor.zero_()  # states stay at 0, where tanh is the identity
    norms = gradient_norms("rnn", weights, torch.zeros(20, 2, 4, dtype=torch.float64))
    assert norms[0] == pytest.approx(0.9**20)


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_of_an_open_lstm_grows_by_what_comes_through_its_new_value(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    weights = start_weights("lstm", 16, 64, generator, keep=4)
    inputs = torch.randn(100, 8, 16, generator=generator, dtype=torch.float64) * 0.1
    whole = gradient_norms("lstm", weights, inputs)
    assert whole[0] > 2 * whole[50]
    weights.weight_hh[128:192] = 0  # the candidate sees the input alone
    assert gradient_norms("lstm", weights, inputs)[0] < 0.5 * whole[50]
