"""What several test files use."""

from __future__ import annotations

import dataclasses
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.grconv.plain import GrConv
from work04_grconv.recurrent.cells import Weights
from work04_grconv.recurrent.layers import CellKind
from work04_grconv.training.config import TrainConfig
from work04_grconv.translation.translator import Sizes, Translator, TranslatorKind

EXACT = 1e-10  # float64: rounding of a few dozen additions, far from any wrong term
PEERS: dict[CellKind, Any] = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
CELLS = {"rnn": torch.nn.RNNCell, "gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}
KINDS: tuple[TranslatorKind, ...] = ("grconv", "gru", "attention")
TINY_STUDY = TrainConfig(
    data="sample", pairs=64, embedding=8, hidden=8, epochs=1, batch_size=32, beam=2
)
TINY = dataclasses.replace(
    TrainConfig.smoke_test(), pairs=128, embedding=8, hidden=8, epochs=1, precision="fp32"
)

a_batch_of_sentences = given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    activation=st.sampled_from(["tanh", "relu"]),
    padding=st.integers(0, 2),
    seed=st.integers(0, 999),
)


def random_network(activation: str = "tanh", inputs: int = 5, hidden: int = 7) -> GrConv:
    network = GrConv(inputs, hidden, activation).double()  # type: ignore[arg-type]
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return network


def weights_of(cell: Any) -> Weights:
    return Weights(cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)


def random_translator(kind: TranslatorKind, vocab_size: int = 9) -> Translator:
    torch.manual_seed(0)
    sizes = Sizes(kind, vocab_size, vocab_size, 5, 6, activation="tanh", dropout=0.0)
    translator = Translator(sizes).double().eval()
    for parameter in translator.parameters():
        torch.nn.init.normal_(parameter, std=0.6)
    return translator
