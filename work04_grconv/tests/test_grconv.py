"""grConv: the equations, the fast way, and what is known about its trees."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.errors import ModelError
from work04_grconv.grconv.fast import encode_batch, lay_out
from work04_grconv.grconv.plain import GrConv

EXACT = 1e-10  # float64: rounding of a few dozen additions, far from any wrong term


def random_network(activation: str = "tanh", inputs: int = 5, hidden: int = 7) -> GrConv:
    network = GrConv(inputs, hidden, activation).double()  # type: ignore[arg-type]
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return network


@settings(max_examples=25, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    activation=st.sampled_from(["tanh", "relu"]),
    padding=st.integers(0, 2),
    seed=st.integers(0, 999),
)
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
    found = torch.autograd.grad((fast * weights).sum(), wanted)
    for one, other in zip(expected, found, strict=True):
        one = torch.zeros_like(other) if one is None else one  # no merge where all have one word
        assert (one - other).abs().max() < EXACT * max(1, one.abs().max())


def test_the_gradient_equals_its_finite_difference() -> None:
    torch.manual_seed(0)
    network = random_network()
    words = torch.randn(3, 4, 5, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([2, 4, 1])
    assert torch.autograd.gradcheck(lambda x: encode_batch(network, x, lengths), (words,))


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
    assert network.tree(word).gates == []


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
    assert lay_out(torch.tensor([4, 4])).lefts == [None, None, None]
    layout = lay_out(torch.tensor([1, 3, 2]))
    assert layout.order.tolist() == [1, 2, 0]
    assert layout.sizes == [3, 2, 1]


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


def test_under_autocast_the_levels_stay_in_float32() -> None:
    network = GrConv(4, 4)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        codes = encode_batch(network, torch.randn(2, 3, 4), torch.tensor([3, 2]))
    assert codes.dtype == torch.float32
    codes.sum().backward()
    assert network.left.grad is not None
