"""GRU and LSTM over a whole sequence, forward and backward written out.

Three things make them fast. The input's product is one product over all times. All gates of the
old state are one product. And the gradient of the weights is one product over all times at the
end, where automatic differentiation adds up one small product a step.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


class _GRU(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, from_input: Tensor, initial: Tensor, weight: Tensor, bias: Tensor
    ) -> Tensor:
        time, batch, width = from_input.shape
        hidden = width // 3
        states = from_input.new_empty(time + 1, batch, hidden)
        states[0] = initial
        gates = from_input.new_empty(time, batch, 2 * hidden)  # reset, update
        new = from_input.new_empty(time, batch, hidden)
        new_state = from_input.new_empty(time, batch, hidden)  # W_hn h + b_hn
        transposed = weight.T.contiguous()
        input_gates, input_new = from_input.split((2 * hidden, hidden), dim=2)
        for t in range(time):
            product = torch.addmm(bias, states[t], transposed)
            torch.sigmoid(torch.add(input_gates[t], product[:, : 2 * hidden]), out=gates[t])
            new_state[t] = product[:, 2 * hidden :]
            reset, update = gates[t].split(hidden, dim=1)
            torch.tanh(torch.addcmul(input_new[t], reset, new_state[t]), out=new[t])
            torch.lerp(new[t], states[t], update, out=states[t + 1])
        ctx.save_for_backward(states, gates, new, new_state, weight)
        return states[1:]

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, ...]:
        (grad_outputs,) = gradients
        states, gates, new, new_state, weight = ctx.saved_tensors
        time, batch, hidden = new.shape
        grad_input = new.new_empty(time, batch, 3 * hidden)
        grad_product = new.new_empty(time, batch, 3 * hidden)
        # What a gradient is multiplied by on its way through: no future in it, all times at once.
        reset, update = gates.split(hidden, dim=2)
        through_new = (1 - update) * (1 - new * new)
        through_update = (states[:-1] - new) * update * (1 - update)
        through_reset = new_state * reset * (1 - reset)
        grad_future = torch.zeros_like(states[0])
        for t in range(time - 1, -1, -1):
            grad_state = grad_outputs[t] + grad_future
            grad_reset, grad_update, grad_new = grad_input[t].split(hidden, dim=1)
            torch.mul(grad_state, through_new[t], out=grad_new)
            torch.mul(grad_state, through_update[t], out=grad_update)
            torch.mul(grad_new, through_reset[t], out=grad_reset)
            grad_product[t, :, : 2 * hidden] = grad_input[t, :, : 2 * hidden]
            torch.mul(grad_new, reset[t], out=grad_product[t, :, 2 * hidden :])
            grad_future = torch.addmm(grad_state * update[t], grad_product[t], weight)
        flat = grad_product.view(time * batch, 3 * hidden)
        grad_weight = flat.T @ states[:-1].reshape(time * batch, hidden)
        return grad_input, grad_future, grad_weight, flat.sum(dim=0)


class _LSTM(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, from_input: Tensor, initial: Tensor, memory: Tensor, weight: Tensor
    ) -> tuple[Tensor, Tensor]:
        time, batch, width = from_input.shape
        hidden = width // 4
        states = from_input.new_empty(time + 1, batch, hidden)
        memories = from_input.new_empty(time + 1, batch, hidden)
        states[0], memories[0] = initial, memory
        gates = from_input.new_empty(time, batch, width)
        tanh_memory = from_input.new_empty(time, batch, hidden)
        transposed = weight.T.contiguous()
        for t in range(time):
            torch.addmm(from_input[t], states[t], transposed, out=gates[t])
            gates[t, :, : 2 * hidden].sigmoid_()
            gates[t, :, 2 * hidden : 3 * hidden].tanh_()
            gates[t, :, 3 * hidden :].sigmoid_()
            input_gate, forget_gate, cell, output_gate = gates[t].split(hidden, dim=1)
            torch.mul(forget_gate, memories[t], out=memories[t + 1])
            memories[t + 1].addcmul_(input_gate, cell)
            torch.tanh(memories[t + 1], out=tanh_memory[t])
            torch.mul(output_gate, tanh_memory[t], out=states[t + 1])
        ctx.save_for_backward(states, memories, gates, tanh_memory, weight)
        ctx.set_materialize_grads(False)
        return states[1:], memories[1:]

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor, ...]:
        grad_outputs, grad_memories = gradients
        states, memories, gates, tanh_memory, weight = ctx.saved_tensors
        time, batch, hidden = tanh_memory.shape
        grad_gates = torch.empty_like(gates)
        input_gate, forget_gate, cell, output_gate = gates.split(hidden, dim=2)
        through_memory = output_gate * (1 - tanh_memory * tanh_memory)
        through_gates = torch.cat(
            (
                cell * input_gate * (1 - input_gate),
                memories[:-1] * forget_gate * (1 - forget_gate),
                input_gate * (1 - cell * cell),
            ),
            dim=2,
        ).view(time, batch, 3, hidden)
        through_output = tanh_memory * output_gate * (1 - output_gate)
        grad_future = torch.zeros_like(states[0])
        grad_memory = torch.zeros_like(states[0])
        for t in range(time - 1, -1, -1):
            grad_state = grad_future if grad_outputs is None else grad_outputs[t] + grad_future
            if grad_memories is not None:
                grad_memory = grad_memory + grad_memories[t]
            grad_memory = torch.addcmul(grad_memory, grad_state, through_memory[t])
            first = grad_gates[t, :, : 3 * hidden].view(batch, 3, hidden)
            torch.mul(grad_memory[:, None], through_gates[t], out=first)
            torch.mul(grad_state, through_output[t], out=grad_gates[t, :, 3 * hidden :])
            grad_future = grad_gates[t] @ weight
            grad_memory = grad_memory * forget_gate[t]
        flat = grad_gates.view(time * batch, 4 * hidden)
        grad_weight = flat.T @ states[:-1].reshape(time * batch, hidden)
        return grad_gates, grad_future, grad_memory, grad_weight


def gru_sequence(
    from_input: Float[Tensor, "time batch 3*hidden"],
    initial: Float[Tensor, "batch hidden"],
    weight_hh: Float[Tensor, "3*hidden hidden"],
    bias_hh: Float[Tensor, " 3*hidden"],
) -> Float[Tensor, "time batch hidden"]:
    """Return the states of `cells.gru_step` over time.

    Args:
        from_input: W_ih x + b_ih of all steps.
        initial: the state before the first step.
        weight_hh: of the state, see `cells.Weights`.
        bias_hh: likewise.
    """
    with torch.autocast(from_input.device.type, enabled=False):
        wide = weight_hh.dtype
        states: Tensor = _GRU.apply(from_input.to(wide), initial.to(wide), weight_hh, bias_hh)
    return states


def lstm_sequence(
    from_input: Float[Tensor, "time batch 4*hidden"],
    initial: Float[Tensor, "batch hidden"],
    memory: Float[Tensor, "batch hidden"],
    weight_hh: Float[Tensor, "4*hidden hidden"],
) -> tuple[Float[Tensor, "time batch hidden"], Float[Tensor, "time batch hidden"]]:
    """Return the states and memories of `cells.lstm_step` over time.

    Args:
        from_input: W_ih x + b_ih + b_hh of all steps.
        initial: the state before the first step.
        memory: the memory before the first step.
        weight_hh: of the state, see `cells.Weights`.
    """
    with torch.autocast(from_input.device.type, enabled=False):
        wide = weight_hh.dtype
        states, memories = _LSTM.apply(
            from_input.to(wide), initial.to(wide), memory.to(wide), weight_hh
        )
    return states, memories
