"""The entropy of grConv's gates, and a pull toward gates that decide.

A gate that mixes a third of each has an entropy of ln 3; one that merges, or copies, has 0, and then the
soft tree is a tree. To make the mean entropy a part of the loss is an aid that needs no parses (Grandvalet
& Bengio 2005, "Semi-supervised learning by entropy minimization", use entropy so for labels).

Sentences are padded, and autograd computes the gradients: this is slower than `fast`, but short.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn.functional import linear

from work04_grconv.grconv.plain import GrConv


def encode_with_entropy(
    network: GrConv,
    words: Float[Tensor, "batch time input"],
    lengths: Int64[Tensor, " batch"],
) -> tuple[Float[Tensor, "batch hidden"], Float[Tensor, ""]]:
    """Return the codes of padded sentences, and the mean entropy of all gates in nats.

    Node j of level t stands on words j to j + t: it belongs to a sentence that has so many words, else
    it is padding, which neither the codes nor the mean look at. Without a merge the mean is 0.

    Args:
        network: holds the weights.
        words: what stands after a sentence's end does not count, as long as it is finite.
        lengths: of the sentences, each at least 1.
    """
    weight = torch.cat((network.left, network.gate_left, network.right, network.gate_right))
    bias = torch.cat((network.bias, network.gate_bias))
    act = torch.tanh if network.activation == "tanh" else torch.relu
    nodes = network.project(words)
    hidden = nodes.shape[2]
    first, entropies, merges = [nodes[:, 0]], nodes.new_zeros(()), 0
    for level in range(1, int(lengths.max())):
        as_left, as_right = linear(nodes, weight).chunk(2, dim=2)
        both = as_left[:, :-1] + as_right[:, 1:] + bias
        logarithms = both[:, :, hidden:].log_softmax(dim=2)
        gates = logarithms.exp()
        merge, left, right = gates.split(1, dim=2)
        nodes = merge * act(both[:, :, :hidden]) + left * nodes[:, :-1] + right * nodes[:, 1:]
        first.append(nodes[:, 0])
        used = torch.arange(nodes.shape[1], device=nodes.device) + level < lengths[:, None]
        entropies = entropies - (gates * logarithms).sum(dim=2)[used].sum()
        merges += int(used.sum())
    rows = torch.arange(len(words), device=words.device)
    return torch.stack(first)[lengths - 1, rows], entropies / max(merges, 1)


class _Added(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, loss: Tensor) -> Tensor:
        return values.view_as(values)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        (gradient,) = gradients
        return gradient, gradient.new_ones(())


def add_to_loss(values: Tensor, loss: Float[Tensor, ""]) -> Tensor:
    """Return `values` as they are; who goes back through them goes back through `loss` too.

    So a layer deep inside adds its own part to a loss, and the training loop need not know of it: the
    gradients are those of the sum of both. The loop must go back from the loss as it is: where it scales
    it, for several processes or for half precision, `loss` is not scaled with it.
    """
    added: Tensor = _Added.apply(values, loss)
    return added
