"""One-hot vectors, and networks that read them."""

from __future__ import annotations

import pytest
import torch
from helpers import EXACT, PEERS, weights_of
from torch.nn.functional import embedding, one_hot

from work04_grconv.recurrent.cells import Weights
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.recurrent.layers import CellKind, Recurrent
from work04_grconv.recurrent.one_hot import embed_one_hot, without_embedding


def test_the_product_is_the_embedding_forward_and_backward() -> None:
    tokens = torch.tensor([[2, 0, 2], [4, 1, 2]])
    tables = [torch.randn(5, 3, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    tables[1].data = tables[0].data.clone()
    vectors, product = embed_one_hot(tokens, tables[0])
    looked_up = embedding(tokens.T, tables[1])
    assert torch.equal(vectors, one_hot(tokens.T, 5).double())
    torch.testing.assert_close(product, looked_up, atol=EXACT, rtol=0)
    weight = torch.randn_like(product)
    for result in (product, looked_up):
        (result * weight).sum().backward()
    torch.testing.assert_close(tables[0].grad, tables[1].grad, atol=EXACT, rtol=0)


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_network_that_reads_one_hot_vectors_needs_no_embedding(kind: CellKind) -> None:
    torch.manual_seed(0)
    model = LanguageModel(6, 3, 4, kind).double()
    tokens = torch.randint(6, (2, 7))
    expected, _ = model.recurrent(model.embedding(tokens).transpose(0, 1))
    vectors, _ = embed_one_hot(tokens, model.embedding.weight)
    folded = without_embedding(model.embedding.weight, model.recurrent.weights(0))
    ours = Recurrent(kind, 6, 4).double()
    peer = PEERS[kind](6, 4).double()
    for layer in (ours, peer):
        layer.load_state_dict({f"{name}_l0": value for name, value in vars(folded).items()})
        states, _ = layer(vectors)
        torch.testing.assert_close(states, expected, atol=EXACT, rtol=0)


def test_only_the_weights_of_the_input_change() -> None:
    weights = weights_of(torch.nn.RNNCell(3, 4))
    folded = without_embedding(torch.eye(3), weights)
    assert isinstance(folded, Weights)
    torch.testing.assert_close(folded.weight_ih, weights.weight_ih)
    assert folded.weight_hh is weights.weight_hh
