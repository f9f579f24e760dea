"""The entropy of gates, against the plain trees; and a loss added on the way."""

from __future__ import annotations

import math

import torch
from helpers import EXACT, a_batch_of_sentences, random_network
from hypothesis import settings

from work04_grconv.grconv.entropy import add_to_loss, encode_with_entropy


@settings(max_examples=25, deadline=None)
@a_batch_of_sentences
def test_codes_and_entropy_are_those_of_the_plain_trees_and_so_are_gradients(
    lengths: list[int], activation: str, padding: int, seed: int
) -> None:
    torch.manual_seed(seed)
    network = random_network(activation)
    words = torch.randn(
        len(lengths), max(lengths) + padding, 5, dtype=torch.float64, requires_grad=True
    )
    trees = [network.tree(words[row, :n]) for row, n in enumerate(lengths)]
    gates = torch.cat([torch.zeros(0, 3, dtype=words.dtype), *(g for t in trees for g in t.gates)])
    expected = torch.special.entr(gates).sum() / max(1, len(gates))  # 0 where a gate is 0
    codes, entropy = encode_with_entropy(network, words, torch.tensor(lengths))
    assert (codes - torch.stack([tree.code for tree in trees])).abs().max() < EXACT
    assert abs(entropy - expected) < EXACT
    assert -EXACT < entropy < math.log(3) + EXACT

    if len(gates):
        wanted = [words, network.gate_left, network.gate_bias]
        plain = torch.autograd.grad(expected, wanted)
        for one, other in zip(plain, torch.autograd.grad(entropy, wanted), strict=True):
            assert (one - other).abs().max() < EXACT * max(1, one.abs().max())


def test_gates_that_decide_have_no_entropy_and_even_ones_the_most() -> None:
    network = random_network()
    words, lengths = torch.randn(2, 4, 5, dtype=torch.float64), torch.tensor([4, 2])
    with torch.no_grad():
        for weight in (network.gate_left, network.gate_right, network.gate_bias):
            weight.zero_()
        _, most = encode_with_entropy(network, words, lengths)
        network.gate_bias[0] = 1e3
        _, none = encode_with_entropy(network, words, lengths)
    assert abs(most - math.log(3)) < EXACT
    assert none == 0


def test_an_added_loss_changes_no_value_and_adds_its_gradient() -> None:
    values = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    inside = torch.randn(4, dtype=torch.float64, requires_grad=True)
    weights = torch.randn(3, 2, dtype=torch.float64)
    added = add_to_loss(values, inside.square().sum())
    assert torch.equal(added, values)
    of_values, of_inside = torch.autograd.grad((added * weights).sum(), (values, inside))
    assert torch.equal(of_values, weights)
    assert torch.equal(of_inside, 2 * inside)
