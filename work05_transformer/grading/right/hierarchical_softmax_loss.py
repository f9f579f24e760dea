"""Right solutions of the hierarchical softmax."""

import torch
from torch.nn import functional as _functional

OBJECT = "work05_transformer.word_vectors.huffman:hierarchical_softmax_loss"


def by_softplus(hidden, nodes, turns):
    """Write −log σ(x) as softplus(−x)."""
    logits = (nodes @ hidden[:, :, None]).squeeze(2)
    losses = _functional.softplus(-turns * logits)
    return torch.where(turns != 0, losses, 0.0).sum() / len(hidden)


def by_binary_cross_entropy(hidden, nodes, turns):
    """Treat each turn as a classification, weighted by whether it is there."""
    logits = (hidden[:, None] * nodes).sum(-1)
    loss = _functional.binary_cross_entropy_with_logits(
        logits, (turns > 0).to(logits.dtype), weight=turns.abs().to(logits.dtype), reduction="sum"
    )
    return loss / hidden.shape[0]


def by_loops(hidden, nodes, turns):
    """Walk along each path until it ends."""
    losses = []
    for h, path, ways in zip(hidden, nodes, turns.tolist(), strict=True):
        loss = h.sum() * 0
        for n, way in zip(path, ways, strict=True):
            if way == 0:
                break
            loss = loss - _functional.logsigmoid(way * torch.dot(h, n))
        losses.append(loss)
    return torch.stack(losses).mean()


def by_real_turns(hidden, nodes, turns):
    """Pick the turns that are there, of all pairs, in one row."""
    pair, step = turns.nonzero(as_tuple=True)
    logits = (hidden[pair] * nodes[pair, step]).sum(1) * turns[pair, step]
    return -_functional.logsigmoid(logits).sum() / hidden.size(0)


def by_turned_nodes(hidden, nodes, turns):
    """Turn the nodes' vectors; a turn of 0 leaves log ½, which is taken off again."""
    logits = torch.bmm(nodes * turns[..., None], hidden[..., None])[..., 0]
    half = torch.log(torch.tensor(2.0, dtype=hidden.dtype))
    losses = -_functional.logsigmoid(logits).sum(1) - half * (turns == 0).sum(1)
    return losses.mean()


def by_probabilities(hidden, nodes, turns):
    """Multiply the probabilities along each path."""
    left = torch.einsum("pw,plw->pl", hidden, nodes).sigmoid()
    ways = torch.where(turns > 0, left, 1 - left).masked_fill(turns == 0, 1.0)
    return -ways.prod(dim=1).log().mean()


def by_log_add_exp(hidden, nodes, turns):
    """Write −log σ(x) as log(e⁰ + e^−x)."""
    logits = torch.linalg.vecdot(hidden[:, None], nodes)
    losses = torch.logaddexp(torch.zeros_like(logits), -logits * turns)
    return (losses * turns.abs()).sum(dim=1).mean()


def step_by_step(hidden, nodes, turns):
    """Loop over the steps of all paths together."""
    total = torch.zeros(len(hidden), dtype=hidden.dtype)
    for step in range(turns.shape[1]):
        logits = (hidden * nodes[:, step]).sum(dim=-1)
        total = total - turns[:, step].abs() * _functional.logsigmoid(turns[:, step] * logits)
    return total.mean()


def by_both_ways(hidden, nodes, turns):
    """Add up the left turns and the right ones."""
    logits = torch.matmul(nodes, hidden.unsqueeze(-1)).squeeze(-1)
    left = _functional.logsigmoid(logits)[turns == 1].sum()
    right = _functional.logsigmoid(-logits)[turns == -1].sum()
    return -(left + right) / turns.shape[0]


def by_infinite_logits(hidden, nodes, turns):
    """Let a turn that is not there be sure."""
    logits = (turns * (hidden.unsqueeze(1) * nodes).sum(2)).masked_fill(turns == 0, torch.inf)
    return -_functional.logsigmoid(logits).sum(-1).mean(0)
