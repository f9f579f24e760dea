"""grConv for a batch of sentences of one length, without a layout to plan.

`fast.encode_batch` reads the lengths back from the device to plan where nodes stand. Here there is
nothing to plan, so nothing is read back, and a CUDA graph can record it.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.grconv.fast import Layout, _GrConv
from work04_grconv.grconv.plain import GrConv


def encode_equal(
    network: GrConv, words: Float[Tensor, "batch time input"]
) -> Float[Tensor, "batch hidden"]:
    """Return the codes of sentences that are all as long as the batch.

    Args:
        network: holds the weights.
        words: of each sentence.
    """
    batch, time, _ = words.shape
    order = torch.arange(batch, device=words.device)
    layout = Layout(order, (batch,) * time, (None,) * (time - 1))
    weight = torch.cat((network.left, network.gate_left, network.right, network.gate_right))
    bias = torch.cat((network.bias, network.gate_bias))
    nodes = network.project(words.transpose(0, 1).flatten(0, 1))
    codes: Tensor = _GrConv.apply(
        nodes.to(weight.dtype), weight, bias, layout, network.activation == "relu"
    )
    return codes
