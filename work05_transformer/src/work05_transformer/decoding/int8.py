"""Weights in eight bits: a quarter of the bytes to read for each token.

One new token multiplies every matrix with one vector, so its time is the time to read the matrices.
Each row of a matrix, the weights of one output, becomes whole numbers between -127 and 127 and one
scale (symmetric, per channel: Krishnamoorthi 2018, section 2.2). The other side of the product, the
features, is rounded at each call by one scale for the whole tensor ("dynamic" quantization), to seven
bits: with eight, sums of pairs of products would not fit into 16 bits on processors without VNNI.
So texts that are computed together share a scale: a text's numbers depend a little on its company.

The kernel is torch's (FBGEMM). torch calls the tensors that it takes deprecated and names no other way
that is as fast with one vector: should it go, only `pack` has to change.
"""

from __future__ import annotations

import copy
import warnings
from typing import Any

import torch
from jaxtyping import Float, Int8
from torch import Tensor, nn

from work05_transformer.errors import ModelError
from work05_transformer.models.gpt2 import GPT

LARGEST = 127


def round_rows(
    weight: Float[Tensor, "out in"],
) -> tuple[Int8[Tensor, "out in"], Float[Tensor, " out"]]:
    """Round each row to whole numbers; return them and the scale that they are multiplied by.

    A row of zeros has the scale 1.
    """
    largest = weight.abs().amax(dim=1)
    scale = torch.where(largest > 0, largest / LARGEST, 1.0)
    rounded = (weight / scale[:, None]).round().clamp(-LARGEST, LARGEST)
    return rounded.to(torch.int8), scale


def pack(
    rounded: Int8[Tensor, "out in"],
    scale: Float[Tensor, " out"],
    bias: Float[Tensor, " out"] | None,
) -> Any:
    """Lay whole numbers out as the kernel reads them."""
    zeros = torch.zeros(len(scale), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "torch.quantize_per_tensor", UserWarning)
        weight = torch._make_per_channel_quantized_tensor(rounded, scale.double(), zeros, 0)
    return torch.ops.quantized.linear_prepack(weight, bias)


class Int8Linear(nn.Module):
    """A linear layer of rounded weights, for inference on a CPU.

    Args:
        weight: (out, in), float32.
        bias: (out,).
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        super().__init__()
        self.packed = pack(*round_rows(weight.detach()), None if bias is None else bias.detach())

    def forward(self, features: Float[Tensor, "*batch in"]) -> Float[Tensor, "*batch out"]:
        """Round the features to seven bits, multiply whole numbers, and scale the sums back."""
        return torch.ops.quantized.linear_dynamic(features, self.packed, reduce_range=True)


def in_int8(model: GPT) -> GPT:
    """Return a copy of a float32 model with every matrix rounded, that of the logits too.

    The table of embeddings stays as it is: only one row of it is read for a token. Norms and
    attention itself compute in float32.

    Raises:
        ModelError: this build of torch has no kernels for it.
    """
    if torch.backends.quantized.engine == "none":
        raise ModelError("torch was built without kernels for int8: take --precision fp32 or bf16")
    # What is replaced is not copied first.
    small = copy.deepcopy(model, {id(m): m for m in model.modules() if isinstance(m, nn.Linear)})
    for module in list(small.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear):
                setattr(module, name, Int8Linear(child.weight, child.bias))
    if model.head is None:
        small.head = Int8Linear(model.embedding.weight)  # type: ignore[assignment]
    return small.eval()
