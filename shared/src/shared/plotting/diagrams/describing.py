"""What modules and operations are called in a diagram, and which of them are drawn at all.

A label is a kind (it decides the look) and a text. Two marks stand for what is no step: `PASS`
only arranges its input anew (a transposition), so whoever takes its result takes the input; `CUT`
gives something that does not count as computed from the input (a mask by comparison).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import torch
from torch import nn


class Label(NamedTuple):
    """The kind and the text of a node."""

    kind: str
    text: str


PASS: Literal["pass"] = "pass"
CUT: Literal["cut"] = "cut"
Mark = Literal["pass", "cut"]


@dataclass(frozen=True)
class Call:
    """A call of an operation of torch.

    Attributes:
        name: of the function: "add" for +, torch.add and add_ alike.
        args, kwargs: as given.
        result: what came out.
        traced: how many of the arguments' tensors come from the inputs.
        weights: shapes of the parameters among the arguments.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    result: Any
    traced: int
    weights: tuple[tuple[int, ...], ...]


ModuleLabel = Label | Mark | Callable[[Any], Label | Mark | None]
OperationLabel = Label | Mark | Callable[[Call], Label | Mark]

ALIASES = {
    "truediv": "div", "rtruediv": "rdiv", "true_divide": "div", "subtract": "sub",
    "multiply": "mul", "concat": "cat", "concatenate": "cat", "bmm": "matmul", "mm": "matmul",
    "rmatmul": "matmul", "special_softmax": "softmax",
}  # fmt: skip
PASSED = frozenset(
    [
        "get",
        "transpose",
        "t",
        "permute",
        "movedim",
        "swapaxes",
        "contiguous",
        "view",
        "view_as",
        "reshape",
        "unsqueeze",
        "squeeze",
        "expand",
        "expand_as",
        "broadcast_to",
        "unflatten",
        "chunk",
        "split",
        "unbind",
        "getitem",
        "narrow",
        "to",
        "type",
        "float",
        "double",
        "half",
        "bfloat16",
        "type_as",
        "clone",
        "detach",
        "repeat",
        "repeat_interleave",
        "flip",
        "roll",
        "gather",
        "index_select",
        "invert",
        "bitwise_not",
        "logical_not",
        "cpu",
        "alias",
        "requires_grad",
        "setitem",
    ]
)
COMPARISONS = frozenset(
    [
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "isfinite",
        "isnan",
        "isinf",
        "logical_and",
        "logical_or",
        "bitwise_and",
        "and",
        "or",
        "all",
        "any",
        "zeros_like",
        "ones_like",
        "empty_like",
        "full_like",
        "new_zeros",
        "new_ones",
        "new_empty",
        "new_full",
        "new_tensor",
        "argmax",
        "argmin",
        "argsort",
        "size",
        "numel",
    ]
)
PLAIN = {
    "relu": Label("activation", "ReLU"),
    "gelu": Label("activation", "GELU"),
    "silu": Label("activation", "SiLU"),
    "leaky_relu": Label("activation", "leaky ReLU"),
    "sigmoid": Label("activation", "σ"),
    "tanh": Label("activation", "tanh"),
    "exp": Label("activation", "exp"),
    "log": Label("activation", "log"),
    "sqrt": Label("activation", "√"),
    "softmax": Label("activation", "softmax"),
    "log_softmax": Label("activation", "log-softmax"),
    "neg": Label("elementwise", "−"),
    "matmul": Label("product", "matmul"),
    "scaled_dot_product_attention": Label("attention", "scaled dot-product attention"),
    "cat": Label("concat", "concatenate"),
    "stack": Label("concat", "stack"),
    "layer_norm": Label("norm", "layer norm"),
    "batch_norm": Label("norm", "batch norm"),
    "group_norm": Label("norm", "group norm"),
    "embedding": Label("embedding", "embedding"),
    "pad": Label("zeros", "padding"),
    "sum": Label("pool", "sum"),
    "max": Label("pool", "maximum"),
    "amax": Label("pool", "maximum"),
    "lerp": Label("elementwise", "mix"),
    "where": Label("elementwise", "choose"),
}
SYMBOLS = {"add": "+", "sub": "−", "rsub": "−", "mul": "×", "div": "÷", "rdiv": "÷", "pow": "^"}


def operation_name(function: Any) -> str:
    """Name an operation of torch, the same for its operator, its function and its in-place twin."""
    name = getattr(function, "__name__", str(function)).strip("_")
    return ALIASES.get(name, name)


def describe_operation(call: Call) -> Label | Mark:
    """Describe a call of torch.

    Raises:
        TypeError: there is no picture for it.
    """
    if call.name in PASSED:
        return PASS
    if call.name in COMPARISONS:
        return CUT
    if call.name == "dropout":
        return PASS if _argument(call, 1, "p", 0.5) == 0 else Label("dropout", "dropout")
    if call.name in SYMBOLS:
        return _arithmetic(call)
    if call.name in ("linear", "matmul") and call.weights:
        return Label("linear", f"linear, {call.result.shape[-1]}")
    if call.name in ("addmm", "baddbmm"):
        return Label("linear", f"linear, {call.result.shape[-1]}")
    if call.name == "einsum":
        return Label("product", f"einsum {call.args[0]}".replace("->", " → ").replace("...", ""))
    if call.name in ("conv1d", "conv2d", "conv3d") and call.weights:
        size = "×".join(map(str, call.weights[0][2:]))
        return Label("conv", f"{size} conv, {call.weights[0][0]}")
    if call.name in ("masked_fill", "masked_fill_"):
        value = _argument(call, 2, "value", 0)
        text = "−∞" if value == -torch.inf else f"{float(value):g}"
        return Label("mask", f"{text} where masked")
    if call.name == "flatten":
        return Label("flatten", "flatten") if call.result.dim() == 2 else PASS
    if call.name in ("interpolate", "upsample_nearest2d"):
        return Label("resize", "resize")
    if call.name == "mean":
        return Label("pool", "mean" if call.result.dim() == 0 else "global average")
    if call.name.startswith(("max_pool", "avg_pool", "adaptive_avg_pool", "adaptive_max_pool")):
        return Label("pool", call.name.replace("_", " "))
    if call.name in PLAIN:
        return PLAIN[call.name]
    raise TypeError(
        f"no picture for the operation {call.name!r}: describe it in `operations`, or take the "
        "module that does it as one step in `leaves`"
    )


def _argument(call: Call, place: int, name: str, default: Any) -> Any:
    return call.args[place] if len(call.args) > place else call.kwargs.get(name, default)


def _arithmetic(call: Call) -> Label:
    """Between two results: a circle with its symbol. With a number: both in a box."""
    symbol = SYMBOLS[call.name]
    if call.traced > 1:
        return Label({"+": "add", "×": "multiply"}.get(symbol, "elementwise"), symbol)
    numbers = [a for a in call.args if isinstance(a, int | float) and not isinstance(a, bool)]
    if call.weights:
        other = "bias" if symbol == "+" else "scale" if symbol == "×" else "parameters"
    elif numbers:
        other = f"{numbers[0]:.4g}"
    else:
        other = "constants"
    if call.name.startswith("r"):
        return Label("elementwise", f"{other} {symbol}")
    return Label("elementwise", f"{symbol}{other}" if symbol == "^" else f"{symbol} {other}")


def describe_module(module: nn.Module) -> Label | Mark | None:
    """Describe one of torch's own layers; None for what consists of others."""
    if isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        return Label("conv", _convolution(module, "conv"))
    if isinstance(module, nn.ConvTranspose1d | nn.ConvTranspose2d):
        return Label("conv", _convolution(module, "transposed conv"))
    if isinstance(module, nn.Linear):
        return Label("linear", f"linear, {module.out_features}")
    if isinstance(module, nn.Embedding):
        return Label("embedding", f"embedding, {module.num_embeddings:,} → {module.embedding_dim}")
    if isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
        which = "max" if isinstance(module, nn.MaxPool2d) else "average"
        size, stride = _number(module.kernel_size), _number(module.stride)
        stepped = f", stride {stride}" if stride != "1" else ""
        size = f"{size}×{size}" if size.isdigit() else size
        return Label("pool", f"{size} {which} pool{stepped}")
    if isinstance(module, nn.AdaptiveAvgPool2d):
        size = _number(module.output_size)
        to = f"{size}×{size}" if size.isdigit() else size
        return Label("pool", "global average" if size == "1" else f"average to {to}")
    if isinstance(module, nn.Dropout):
        return Label("dropout", f"dropout {module.p:g}")
    if isinstance(module, nn.MultiheadAttention):
        return Label("attention", f"multi-head attention, {module.num_heads} heads")
    if isinstance(module, nn.RNNBase):
        both = ", both directions" if module.bidirectional else ""
        return Label("recurrent", f"{module.mode.split('_')[0]}, {module.hidden_size}{both}")
    for kind, label in _NAMED.items():
        if isinstance(module, kind):
            return label
    return None


_NAMED: dict[type[nn.Module] | tuple[type[nn.Module], ...], Label | Mark] = {
    nn.Identity: PASS,
    nn.Flatten: Label("flatten", "flatten"),
    (nn.BatchNorm1d, nn.BatchNorm2d): Label("norm", "batch norm"),
    nn.LayerNorm: Label("norm", "layer norm"),
    nn.GroupNorm: Label("norm", "group norm"),
    nn.ReLU: Label("activation", "ReLU"),
    nn.ReLU6: Label("activation", "ReLU6"),
    nn.LeakyReLU: Label("activation", "leaky ReLU"),
    nn.GELU: Label("activation", "GELU"),
    nn.SiLU: Label("activation", "SiLU"),
    nn.Sigmoid: Label("activation", "σ"),
    nn.Tanh: Label("activation", "tanh"),
    nn.Softmax: Label("activation", "softmax"),
}


def _number(value: Any) -> str:
    """Write a size that is the same in all directions as one number."""
    sizes = value if isinstance(value, tuple) else (value,)
    return str(sizes[0]) if len(set(sizes)) == 1 else "×".join(map(str, sizes))


def _convolution(module: Any, what: str) -> str:
    size, stride = "×".join(map(str, module.kernel_size)), _number(module.stride)
    text = f"{size} {what}, {module.out_channels}"
    if stride != "1":
        text += f", stride {stride}"
    if module.groups > 1:
        text += f", {module.groups} groups"
    return text
