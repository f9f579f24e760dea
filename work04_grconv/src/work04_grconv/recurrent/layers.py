"""Recurrent layers: deep, in one direction or both, over padded sentences of any length."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from work04_grconv.recurrent.bptt import rnn_forward
from work04_grconv.recurrent.cells import Weights
from work04_grconv.recurrent.fast import gru_sequence, lstm_sequence

CellKind = Literal["rnn", "gru", "lstm"]
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


class Recurrent(nn.Module):
    """A stack of recurrent layers with torch.nn's names for its weights.

    Weights start as torch's do, uniform within ± 1/√hidden.

    Args:
        kind: of cell.
        inputs: width of the input.
        hidden: width of the state.
        layers: one reads the outputs of the one below.
        bidirectional: a second direction reads from the end; the two are put side by side.
        dropout: between layers.
    """

    def __init__(
        self,
        kind: CellKind,
        inputs: int,
        hidden: int,
        *,
        layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.kind, self.hidden, self.layers = kind, hidden, layers
        self.suffixes = ("", "_reverse") if bidirectional else ("",)
        self.dropout = nn.Dropout(dropout)
        rows = GATES[kind] * hidden
        for layer in range(layers):
            width = inputs if layer == 0 else hidden * len(self.suffixes)
            for suffix in self.suffixes:
                shapes = {
                    "weight_ih": (rows, width),
                    "weight_hh": (rows, hidden),
                    "bias_ih": (rows,),
                    "bias_hh": (rows,),
                }
                for name, shape in shapes.items():
                    values = torch.empty(shape).uniform_(-(hidden**-0.5), hidden**-0.5)
                    self.register_parameter(f"{name}_l{layer}{suffix}", nn.Parameter(values))

    def weights(self, layer: int, suffix: str = "") -> Weights:
        """Return the weights of one layer in one direction ("" or "_reverse")."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        return Weights(*(getattr(self, f"{name}_l{layer}{suffix}") for name in names))

    def forward(
        self,
        inputs: Float[Tensor, "time batch input"],
        lengths: Int64[Tensor, " batch"] | None = None,
        initial: Float[Tensor, "stack batch state"] | None = None,
    ) -> tuple[Float[Tensor, "time batch directions*hidden"], Float[Tensor, "stack batch state"]]:
        """Run over time.

        Args:
            inputs: padded after each sentence's end.
            lengths: of the sentences; the whole time where they are not given.
            initial: states before the first step, the layers' from below, each forward then
                backward; zeros where they are not given. Those of an LSTM have its memory
                behind the state, 2·hidden wide.

        Returns:
            the last layer's outputs at each time (after a sentence's end: nothing of use), and
            each layer's state after the sentence's last step, in the form of `initial`.
        """
        time, batch, _ = inputs.shape
        if lengths is None:
            lengths = torch.full((batch,), time, device=inputs.device)
        outputs, last = inputs, list[Tensor]()
        for layer in range(self.layers):
            directions = []
            for suffix in self.suffixes:
                before = outputs.new_zeros(batch, self.hidden * (2 if self.kind == "lstm" else 1))
                if initial is not None:
                    before = initial[len(last)]
                read = reverse(outputs, lengths) if suffix else outputs
                states, kept = self._run(read, before, self.weights(layer, suffix))
                last.append(at_end(kept, lengths))
                directions.append(reverse(states, lengths) if suffix else states)
            outputs = directions[0] if len(directions) == 1 else torch.cat(directions, dim=2)
            if layer + 1 < self.layers:
                outputs = self.dropout(outputs)
        return outputs, torch.stack(last)

    def _run(self, inputs: Tensor, initial: Tensor, weights: Weights) -> tuple[Tensor, Tensor]:
        """Return each step's output, and what it hands to the next one."""
        if self.kind == "rnn":
            states = rnn_forward(inputs, initial, weights)
            return states, states
        if self.kind == "gru":
            product = nn.functional.linear(inputs, weights.weight_ih, weights.bias_ih)
            states = gru_sequence(product, initial, weights.weight_hh, weights.bias_hh)
            return states, states
        bias = weights.bias_ih + weights.bias_hh
        product = nn.functional.linear(inputs, weights.weight_ih, bias)
        first, memory = initial.split(self.hidden, dim=1)
        states, memories = lstm_sequence(product, first, memory, weights.weight_hh)
        return states, torch.cat((states, memories), dim=2)


def reverse(
    padded: Float[Tensor, "time batch width"], lengths: Int64[Tensor, " batch"]
) -> Float[Tensor, "time batch width"]:
    """Turn each sentence around within its own length; padding stays behind it, as it is.

    Autograd goes back through it.
    """
    times = torch.arange(len(padded), device=padded.device)[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, times)
    return padded.gather(0, places[:, :, None].expand_as(padded))


def at_end(
    states: Float[Tensor, "time batch width"], lengths: Int64[Tensor, " batch"]
) -> Float[Tensor, "batch width"]:
    """Return the state after each sentence's own last step."""
    return states[lengths - 1, torch.arange(len(lengths), device=states.device)]
