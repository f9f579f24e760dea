"""Mistakes in hierarchical_softmax_loss: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.word_vectors.huffman:hierarchical_softmax_loss"


def padding_counts(hidden, nodes, turns):
    """Each place behind the end of a path costs log 2."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    return -torch.nn.functional.logsigmoid(turns * logits).sum(-1).mean()


def always_left(hidden, nodes, turns):
    """The turns do not count."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    losses = torch.nn.functional.logsigmoid(logits).masked_fill(turns == 0, 0.0)
    return -losses.sum(-1).mean()


def mirrored(hidden, nodes, turns):
    """Left and right are exchanged."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    losses = torch.nn.functional.logsigmoid(-turns * logits).masked_fill(turns == 0, 0.0)
    return -losses.sum(-1).mean()


def averaged_along_the_path(hidden, nodes, turns):
    """The mean over the turns in place of their sum: long paths cost no more than short ones."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    losses = torch.nn.functional.logsigmoid(turns * logits).masked_fill(turns == 0, 0.0)
    return -(losses.sum(-1) / turns.abs().sum(-1)).mean()


def summed_over_pairs(hidden, nodes, turns):
    """The losses of the pairs are added up."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    losses = torch.nn.functional.logsigmoid(turns * logits).masked_fill(turns == 0, 0.0)
    return -losses.sum()


def without_a_logarithm(hidden, nodes, turns):
    """Probabilities are added, not their logarithms."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    return -(turns * logits).sigmoid().masked_fill(turns == 0, 0.0).sum(-1).mean()


def detached(hidden, nodes, turns):
    """The inner nodes have no gradient."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes.detach())
    losses = torch.nn.functional.logsigmoid(turns * logits).masked_fill(turns == 0, 0.0)
    return -losses.sum(-1).mean()


def fresh_tensor(hidden, nodes, turns):
    """The loss is a new tensor, from which nothing learns."""
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    losses = torch.nn.functional.logsigmoid(turns * logits).masked_fill(turns == 0, 0.0)
    return torch.tensor(-losses.sum(-1).mean().item(), dtype=hidden.dtype)
