"""The gated recursive convolutional network for a whole batch, a level as one matrix product.

The plain way computes each node's four products by themselves. Here

- a level of all sentences is one tensor (node, hidden), times one matrix that holds W^l, G^l, W^r
  and G^r side by side: each node's part as a left child and as a right child, once;
- sentences of different lengths leave no holes. Sentences stand by falling length and nodes
  position after position, as in torch's PackedSequence, so that of n_j sentences with more than j
  words each has a node j. Level t then has n_{j+t} nodes at position j, its right children are
  level t − 1 without its first n_{t-1} nodes, and its left children are gathered by one index;
- the backward pass is written out. It keeps two vectors for each node (itself and h~) where
  automatic differentiation would keep a dozen, so memory is O(1) levels without gradients and O(T)
  levels with them. The matrix products that both passes need are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.grconv.plain import GrConv


@dataclass(frozen=True)
class Layout:
    """Where the nodes of a batch of sentences stand.

    Attributes:
        order: of the sentences, by falling length.
        sizes: n_j, how many sentences have more than j words.
        lefts: for each level from 1 on, which nodes below are left children; None for all but
            the last n_{t-1}: where all sentences are equally long there is nothing to gather.
    """

    order: Int64[Tensor, " batch"]
    sizes: tuple[int, ...]
    lefts: tuple[Int64[Tensor, " node"] | None, ...]


def lay_out(lengths: Int64[Tensor, " batch"]) -> Layout:
    """Plan the levels for sentences of these lengths, each at least 1."""
    lengths, order = torch.sort(lengths, descending=True, stable=True)
    counted = lengths.tolist()
    sizes = tuple(sum(length > place for length in counted) for place in range(counted[0]))
    lefts: list[Tensor | None] = []
    for level in range(1, len(sizes)):
        if sizes[level - 1] == sizes[-1]:
            lefts.append(None)
            continue
        kept, start = [], 0
        for below, above in zip(sizes[level - 1 :], sizes[level:], strict=False):
            kept.append(torch.arange(start, start + above))
            start += below
        lefts.append(torch.cat(kept).to(lengths.device))
    return Layout(order, sizes, tuple(lefts))


def _children(nodes: Tensor, left: Tensor | None, first: int) -> tuple[Tensor, Tensor]:
    """Return the left and the right child of each node of the next level."""
    if left is None:
        return nodes[:-first], nodes[first:]
    return nodes.index_select(0, left), nodes[first:]


class _GrConv(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, nodes: Tensor, weight: Tensor, bias: Tensor, layout: Layout, relu: bool
    ) -> Tensor:
        sizes, hidden = layout.sizes, nodes.shape[1]
        wide = hidden + 3
        codes = nodes.new_empty(sizes[0], hidden)
        transposed = weight.T.contiguous()
        keep = any(ctx.needs_input_grad)
        levels, news, gates = [nodes], [], []
        for level, left in enumerate(layout.lefts, start=1):
            first = sizes[level - 1]
            codes[sizes[level] : first] = nodes[sizes[level] : first]  # those of `level` words
            product = nodes @ transposed
            from_left, from_right = _children(product, left, first)
            both = torch.add(from_left[:, :wide], from_right[:, wide:]).add_(bias)
            new = both[:, :hidden]
            new = new.relu_() if relu else new.tanh_()
            gate = torch.softmax(both[:, hidden:], dim=1)
            left_child, right_child = _children(nodes, left, first)
            nodes = (new * gate[:, :1]).addcmul_(left_child, gate[:, 1:2])
            nodes.addcmul_(right_child, gate[:, 2:])
            if keep:
                levels.append(nodes)
                news.append(new)
                gates.append(gate)
        codes[: sizes[-1]] = nodes
        if keep:
            ctx.save_for_backward(weight, *levels, *news, *gates)
            ctx.layout, ctx.relu = layout, relu
        return codes

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        (grad_codes,) = gradients
        weight, *saved = ctx.saved_tensors
        layout, sizes = ctx.layout, ctx.layout.sizes
        count = len(layout.lefts)
        levels, news, gates = (
            saved[: count + 1], saved[count + 1 : 2 * count + 1], saved[2 * count + 1 :]
        )  # fmt: skip
        hidden = weight.shape[1]
        wide = hidden + 3
        grad_weight, grad_bias = torch.zeros_like(weight), weight.new_zeros(wide)
        grad_nodes = grad_codes[: sizes[-1]].clone()
        for level in range(count, 0, -1):
            left, first = layout.lefts[level - 1], sizes[level - 1]
            below, new, gate = levels[level - 1], news[level - 1], gates[level - 1]
            left_child, right_child = _children(below, left, first)
            grad_gates = torch.stack(
                [(grad_nodes * part).sum(dim=1) for part in (new, left_child, right_child)], dim=1
            )
            grad_both = grad_nodes.new_empty(len(grad_nodes), wide)
            torch.mul(grad_nodes, gate[:, :1], out=grad_both[:, :hidden])
            grad_both[:, :hidden] *= (new > 0) if ctx.relu else (1 - new * new)
            torch.mul(
                gate,
                grad_gates - (gate * grad_gates).sum(dim=1, keepdim=True),
                out=grad_both[:, hidden:],
            )
            grad_bias += grad_both.sum(dim=0)
            # A node's product is read as a left child's and as a right child's.
            grad_product = grad_both.new_zeros(len(below), 2 * wide)
            grad_below = torch.zeros_like(below)
            if left is None:
                grad_product[:-first, :wide] = grad_both
                torch.mul(grad_nodes, gate[:, 1:2], out=grad_below[:-first])
            else:
                grad_product[:, :wide].index_copy_(0, left, grad_both)
                grad_below.index_copy_(0, left, grad_nodes * gate[:, 1:2])
            grad_product[first:, wide:] = grad_both
            grad_below[first:].addcmul_(grad_nodes, gate[:, 2:])
            grad_weight.addmm_(grad_product.T, below)
            grad_below.addmm_(grad_product, weight)
            grad_below[sizes[level] : first] += grad_codes[sizes[level] : first]
            grad_nodes = grad_below
        return grad_nodes, grad_weight, grad_bias, None, None


def encode_batch(
    network: GrConv,
    words: Float[Tensor, "batch time input"],
    lengths: Int64[Tensor, " batch"],
) -> Float[Tensor, "batch hidden"]:
    """Return the codes of padded sentences, those that `network` gives one by one.

    Args:
        network: holds the weights.
        words: what stands after a sentence's end is not read.
        lengths: of the sentences, each at least 1.
    """
    layout = lay_out(lengths)
    ordered = words[layout.order]
    packed = torch.cat([ordered[:size, place] for place, size in enumerate(layout.sizes)])
    weight = torch.cat((network.left, network.gate_left, network.right, network.gate_right))
    bias = torch.cat((network.bias, network.gate_bias))
    nodes = network.project(packed)
    with torch.autocast(words.device.type, enabled=False):
        relu = network.activation == "relu"
        codes = _GrConv.apply(nodes.to(weight.dtype), weight, bias, layout, relu)
    back: Float[Tensor, "batch hidden"] = torch.empty_like(codes)
    back[layout.order] = codes
    return back
