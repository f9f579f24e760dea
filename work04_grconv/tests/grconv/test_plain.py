"""grConv: the equations."""

from __future__ import annotations

import pytest
import torch
from helpers import EXACT, random_network

from work04_grconv.errors import ModelError
from work04_grconv.grconv.plain import GrConv


def test_the_equations_by_hand_for_two_words() -> None:
    network = random_network()
    words = torch.randn(2, 5, dtype=torch.float64)
    left, right = words @ network.project.weight.T
    new = torch.tanh(network.left @ left + network.right @ right + network.bias)
    scores = network.gate_left @ left + network.gate_right @ right + network.gate_bias
    merge, copy_left, copy_right = scores.exp() / scores.exp().sum()
    expected = merge * new + copy_left * left + copy_right * right
    torch.testing.assert_close(network(words), expected, rtol=0, atol=EXACT)


def test_one_word_is_only_projected() -> None:
    network = random_network()
    word = torch.randn(1, 5, dtype=torch.float64)
    torch.testing.assert_close(network(word), network.project.weight @ word[0])
    assert network.tree(word).gates == ()


def test_a_tree_has_one_node_less_on_each_level_and_gates_that_share_a_node() -> None:
    tree = random_network().tree(torch.randn(6, 5, dtype=torch.float64))
    assert [len(level) for level in tree.nodes] == [6, 5, 4, 3, 2, 1]
    assert [tuple(gates.shape) for gates in tree.gates] == [(5, 3), (4, 3), (3, 3), (2, 3), (1, 3)]
    for gates in tree.gates:
        assert (gates > 0).all()
        torch.testing.assert_close(gates.sum(dim=1), torch.ones(len(gates), dtype=torch.float64))


def test_hard_gates_to_the_left_hand_up_the_first_word() -> None:
    network = random_network()
    with torch.no_grad():
        network.gate_left.zero_()
        network.gate_right.zero_()
        network.gate_bias.copy_(torch.tensor([-1e3, 1e3, -1e3]))
    words = torch.randn(5, 5, dtype=torch.float64)
    torch.testing.assert_close(network(words), network.project.weight @ words[0])


@pytest.mark.parametrize(("activation", "radius"), [("tanh", 1.0), ("relu", 0.4)])
def test_weights_start_as_in_the_authors_code(activation: str, radius: float) -> None:
    torch.manual_seed(0)
    network = GrConv(8, 64, activation)  # type: ignore[arg-type]
    for square in (network.left, network.right):
        torch.testing.assert_close(square @ square.T, radius**2 * torch.eye(64))
    assert network.gate_left.std().item() == pytest.approx(0.01, rel=0.2)
    assert not network.bias.any()


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(ModelError, match="no activation 'gelu': tanh or relu"):
        GrConv(2, 2, "gelu")  # type: ignore[arg-type]
