"""grConv: the fast way against the plain one."""

from __future__ import annotations

import torch
from helpers import EXACT, a_batch_of_sentences, random_network
from hypothesis import settings

from work04_grconv.grconv.fast import encode_batch, lay_out
from work04_grconv.grconv.plain import GrConv


@settings(max_examples=25, deadline=None)
@a_batch_of_sentences
def test_the_fast_way_equals_the_plain_one_sentence_by_sentence(
    lengths: list[int], activation: str, padding: int, seed: int
) -> None:
    torch.manual_seed(seed)
    network = random_network(activation)
    words = torch.randn(
        len(lengths), max(lengths) + padding, 5, dtype=torch.float64, requires_grad=True
    )
    wanted = [words, *network.parameters()]
    plain = torch.stack([network(words[row, :n]) for row, n in enumerate(lengths)])
    fast = encode_batch(network, words, torch.tensor(lengths))
    assert (fast - plain).abs().max() < EXACT

    weights = torch.randn_like(plain)
    expected = torch.autograd.grad((plain * weights).sum(), wanted, allow_unused=True)
    actual = torch.autograd.grad((fast * weights).sum(), wanted)
    for one, other in zip(expected, actual, strict=True):
        one = torch.zeros_like(other) if one is None else one  # no merge where all have one word
        assert (one - other).abs().max() < EXACT * max(1, one.abs().max())


def test_the_gradient_equals_its_finite_difference() -> None:
    torch.manual_seed(0)
    network = random_network()
    words = torch.randn(3, 4, 5, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([2, 4, 1])
    assert torch.autograd.gradcheck(lambda x: encode_batch(network, x, lengths), (words,))


def test_what_stands_behind_a_sentence_is_not_read() -> None:
    network = random_network()
    words = torch.randn(2, 6, 5, dtype=torch.float64)
    lengths = torch.tensor([6, 3])
    before = encode_batch(network, words, lengths)
    words[1, 3:] = float("nan")
    torch.testing.assert_close(encode_batch(network, words, lengths), before, rtol=0, atol=0)


def test_without_gradients_no_level_is_kept() -> None:
    network = random_network()
    words = torch.randn(2, 6, 5, dtype=torch.float64)
    with torch.no_grad():
        assert encode_batch(network, words, torch.tensor([6, 3])).grad_fn is None
    kept = encode_batch(network, words, torch.tensor([6, 3])).grad_fn
    assert kept is not None


def test_the_layout_of_equal_lengths_gathers_nothing() -> None:
    assert lay_out(torch.tensor([4, 4])).lefts == (None, None, None)
    layout = lay_out(torch.tensor([1, 3, 2]))
    assert layout.order.tolist() == [1, 2, 0]
    assert layout.sizes == (3, 2, 1)


def test_under_autocast_the_levels_stay_in_float32() -> None:
    network = GrConv(4, 4)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        codes = encode_batch(network, torch.randn(2, 3, 4), torch.tensor([3, 2]))
    assert codes.dtype == torch.float32
    codes.sum().backward()
    assert network.left.grad is not None
