"""A traced pass tells what was computed from what, with shapes and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from toy_networks import Block, Network, SharedHead

from shared.plotting.diagrams import CUT, PASS, Label, one_step, trace, trace_images

BATCH = 11


def test_nodes_and_edges_are_those_of_the_pass() -> None:
    graph = trace_images(Block, (4, 8, 8))
    assert [(node.name, node.kind, node.inputs) for node in graph] == [
        ("input", "input", ()),
        ("conv1", "conv", ("input",)),
        ("norm", "norm", ("conv1",)),
        ("relu", "activation", ("norm",)),
        ("conv2", "conv", ("relu",)),
        ("add", "add", ("conv2", "input")),
        ("relu:2", "activation", ("add",)),
    ]
    assert all(node.shape == (4, 8, 8) for node in graph)
    assert graph["conv1"].text == "3×3 conv, 4"
    assert graph["conv1"].parameters == 4 * 4 * 9 + 4


def test_parameters_add_up_to_the_networks() -> None:
    model = Network()
    graph = trace_images(Network, (3, 16, 16))
    assert graph.parameters == sum(p.numel() for p in model.parameters())
    assert sum(node.parameters for node in graph) == graph.parameters


def test_shapes_are_those_of_a_real_pass() -> None:
    model = Network().eval()
    shapes = {}
    for name, module in model.named_modules():
        module.register_forward_hook(
            lambda m, i, result, name=name: shapes.update({name: tuple(result.shape[1:])})
        )
    model(torch.randn(2, 3, 16, 16))
    for node in trace_images(Network, (3, 16, 16)):
        assert node.shape == shapes.get(node.name, node.shape)


def test_the_module_is_as_before() -> None:
    model = Network().eval()
    images = torch.randn(2, 3, 16, 16)
    before = model(images)
    trace(model, {"images": images})
    torch.testing.assert_close(model(images), before, rtol=0, atol=0)
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
    assert "apply" in vars(torch.autograd.Function)


def test_shared_weights_are_counted_once_and_found_outside_their_module() -> None:
    inputs = {"a": torch.randn(BATCH, 3, 4), "b": torch.randn(BATCH, 5, 4)}
    graph = trace(SharedHead(), inputs, dims={BATCH: "", 5: "keys"})
    assert graph.parameters == (4 * 2 + 2) + (4 * 4 + 4)
    assert graph["head"].parameters == graph["head:2"].parameters == 4 * 2 + 2
    # b @ W.T + bias is one linear map with both parameters.
    assert graph["matmul"].kind == "linear"
    assert graph["matmul"].parameters == 4 * 4 + 4
    assert graph["matmul"].shape == ("keys", 4)
    assert graph["matmul:2"].inputs == ("query", "matmul")


def test_a_parameter_that_is_no_bias_is_added_in_a_step_of_its_own() -> None:
    class Embedded(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(4, 6)
            self.position = nn.Parameter(torch.zeros(5, 6))

        def forward(self, x: Tensor) -> Tensor:
            return self.linear(x) + self.position

    graph = trace(Embedded(), {"x": torch.zeros(BATCH, 5, 4)}, dims={BATCH: ""})
    assert [(node.name, node.parameters) for node in graph] == [
        ("x", 0),
        ("linear", 4 * 6 + 6),
        ("add", 5 * 6),
    ]


def test_what_does_not_depend_on_the_inputs_is_left_out() -> None:
    graph = trace(lambda x: x + torch.ones(3).exp(), {"x": torch.zeros(3)})
    assert [(node.name, node.text) for node in graph] == [("x", "x"), ("add", "+ constants")]


def test_arithmetic_has_its_symbols() -> None:
    def run(x: Tensor, y: Tensor) -> Tensor:
        return ((1 - x) * y + x / 8 - x * x).sigmoid()

    graph = trace(run, {"x": torch.zeros(3), "y": torch.zeros(3)})
    assert [node.text for node in graph][2:] == ["1 −", "×", "÷ 8", "+", "×", "−", "σ"]


def test_pieces_and_views_are_their_source() -> None:
    def run(x: Tensor) -> Tensor:
        left, right = x.view(2, 4).transpose(0, 1).chunk(2)
        out = torch.empty(2, 2)
        out[:] = left.tanh()
        return out + right[[1, 0]]

    graph = trace(run, {"x": torch.zeros(8)})
    assert [(node.name, node.inputs) for node in graph] == [
        ("x", ()),
        ("tanh", ("x",)),
        ("add", ("tanh", "x")),
    ]


def test_comparisons_are_no_steps_but_given_masks_are_inputs() -> None:
    def run(x: Tensor, mask: Tensor) -> Tensor:
        return x.masked_fill(~mask, -torch.inf).masked_fill(x > 1, 0.0)

    graph = trace(run, {"x": torch.zeros(3), "mask": torch.ones(3, dtype=torch.bool)})
    assert [(node.text, node.inputs) for node in graph][2:] == [
        ("−∞ where masked", ("x", "mask")),
        ("0 where masked", ("masked_fill",)),
    ]


def test_dropout_and_a_shortcut_around_it_are_told_apart() -> None:
    class Dropped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dropout = nn.Dropout(0.1)

        def forward(self, x: Tensor) -> Tensor:
            return x + self.dropout(x)

    graph = trace(Dropped().eval(), {"x": torch.zeros(3)})
    assert graph["add"].inputs == ("x", "dropout")
    graph = trace(Dropped().eval(), {"x": torch.zeros(3)}, leaves={nn.Dropout: PASS})
    assert graph["add"].inputs == ("x",)


class _Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.mul(x).exp()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return gradients[0]


def test_a_custom_autograd_function_is_one_step() -> None:
    graph = trace(lambda x: _Square.apply(x), {"x": torch.zeros(3)})
    assert [(node.kind, node.text) for node in graph][1:] == [("function", "Square")]
    label = Label("product", "x²")
    named = trace(lambda x: _Square.apply(x), {"x": torch.zeros(3)}, operations={"Square": label})
    assert named["Square"].text == "x²"


def test_leaves_are_found_by_type_and_by_path() -> None:
    by_type = trace_images(Network, (3, 16, 16), leaves={Block: Label("block", "block")})
    assert [node.name for node in by_type if node.kind == "block"] == ["blocks.0", "blocks.1"]
    by_path = trace_images(
        Network, (3, 16, 16), leaves={"blocks.1": lambda m: Label("block", type(m).__name__)}
    )
    assert [(node.name, node.text) for node in by_path if node.kind == "block"] == [
        ("blocks.1", "Block")
    ]
    block = sum(parameter.numel() for parameter in Block().parameters())
    assert by_path["blocks.1"].parameters == block


def test_operations_can_be_called_otherwise_passed_or_cut() -> None:
    def run(x: Tensor) -> Tensor:
        return (x.tanh() * 2).exp()

    inputs = {"x": torch.zeros(3)}
    named = trace(run, inputs, operations={"tanh": lambda call: Label("activation", call.name * 2)})
    assert named["tanh"].text == "tanhtanh"
    assert trace(run, inputs, operations={"mul": PASS})["exp"].inputs == ("tanh",)
    assert len(trace(run, inputs, operations={"tanh": CUT})) == 1


@dataclass(frozen=True)
class State:
    hidden: Tensor
    memory: Tensor


def cell(x: Tensor, state: State) -> State:
    hidden = (x + state.hidden).tanh()
    return State(hidden, hidden * state.memory)


def unrolled(x: Tensor) -> Tensor:
    state = State(torch.zeros(3), torch.zeros(3))
    for word in x:
        state = cell(word, state)
    return state.hidden.exp()


def test_functions_can_be_steps_also_with_data_classes() -> None:
    expected = [("x", ()), ("cell", ("x",)), ("cell:2", ("x", "cell")), ("exp", ("cell:2",))]
    inputs = {"x": torch.zeros(2, 3)}
    step = Label("recurrent", "cell")
    graph = trace(unrolled, inputs, functions={f"{__name__}.cell": step})
    assert [(node.name, node.inputs) for node in graph] == expected
    assert not hasattr(cell, "__wrapped__"), "the function must be itself again"
    wrapped = one_step(*step)(cell)
    assert torch.equal(wrapped(torch.zeros(3), State(torch.ones(3), torch.ones(3))).hidden,
                       torch.ones(3).tanh())  # fmt: skip


def test_an_operation_without_a_picture_is_named() -> None:
    with pytest.raises(TypeError, match="'erfinv'"):
        trace(lambda x: x.erfinv(), {"x": torch.zeros(3)})
