"""Right solutions of label smoothing."""

import torch

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"


def by_targets(logits, targets, smoothing, padding):
    """Build the smoothed targets and sum over the vocabulary."""
    size = logits.shape[-1]
    goal = torch.full_like(logits, smoothing / size)
    goal.scatter_(1, targets[:, None], 1 - smoothing + smoothing / size)
    losses = -(goal * torch.log_softmax(logits, -1)).sum(-1)
    return losses[targets != padding].mean()


def by_one_hot(logits, targets, smoothing, padding):
    """Mix one-hot rows with uniform ones."""
    hot = torch.nn.functional.one_hot(targets, logits.shape[1]).to(logits.dtype)
    goal = (1 - smoothing) * hot + smoothing / logits.shape[1]
    losses = -torch.einsum("tv,tv->t", goal, logits.log_softmax(1))
    real = (targets != padding).to(logits.dtype)
    return (losses * real).sum() / real.sum()


def by_logsumexp(logits, targets, smoothing, padding):
    """Subtract the expected logit from the logarithm of the sum."""
    kept = targets != padding
    logits, targets = logits[kept], targets[kept]
    right = logits[torch.arange(len(targets)), targets]
    expected = (1 - smoothing) * right + smoothing * logits.mean(1)
    return (logits.logsumexp(1) - expected).mean()


def token_by_token(logits, targets, smoothing, padding):
    """Loop over the tokens."""
    losses = []
    for row, target in zip(logits, targets.tolist(), strict=True):
        if target == padding:
            continue
        logs = row - row.logsumexp(0)
        losses.append(-(1 - smoothing) * logs[target] - smoothing * logs.sum() / len(row))
    return sum(losses) / len(losses)


def by_nll(logits, targets, smoothing, padding):
    """Use the negative log-likelihood, which can ignore padding."""
    logs = logits.log_softmax(-1)
    right = torch.nn.functional.nll_loss(logs, targets, ignore_index=padding)
    everywhere = -logs[targets != padding].mean()
    return torch.lerp(right, everywhere, smoothing)


def by_divergence(logits, targets, smoothing, padding):
    """Add the entropy of the targets to the Kullback–Leibler divergence."""
    kept = targets != padding
    logs, size = logits[kept].log_softmax(-1), logits.shape[-1]
    goal = torch.full_like(logs, smoothing / size)
    goal[torch.arange(len(goal)), targets[kept]] += 1 - smoothing
    divergence = torch.nn.functional.kl_div(logs, goal, reduction="batchmean")
    return divergence - torch.special.xlogy(goal, goal).sum(-1).mean()


def by_weights(logits, targets, smoothing, padding):
    """Give each token a weight, zero for padding, and multiply vectors."""
    logs = torch.nn.functional.log_softmax(logits, dim=1)
    weights = torch.where(targets == padding, 0.0, 1.0).to(logits.dtype)
    weights = weights / weights.sum()
    right = logs.take_along_dim(targets.unsqueeze(1), 1).squeeze(1)
    return -((1 - smoothing) * (weights @ right) + smoothing * (weights @ logs.mean(1)))


def by_probabilities(logits, targets, smoothing, padding):
    """Take the logarithm of the softmax, of shifted logits."""
    shifted = logits - logits.max(dim=1, keepdim=True).values.detach()
    powers = shifted.exp()
    logs = (powers / powers.sum(1, keepdim=True)).log()
    hot = targets[:, None] == torch.arange(logits.shape[1])
    goal = hot.to(logits.dtype) * (1 - smoothing) + smoothing / logits.shape[1]
    real = targets != padding
    return -(goal * logs * real[:, None]).sum() / real.count_nonzero()


def by_selection(logits, targets, smoothing, padding):
    """Select the real rows by their numbers."""
    rows = torch.nonzero(targets != padding)[:, 0]
    logs = logits.index_select(0, rows).log_softmax(-1)
    right = torch.diagonal(logs[:, targets[rows]])
    return ((smoothing - 1) * right - smoothing * logs.mean(-1)).sum().div(len(rows))


def by_tensors(logits, targets, smoothing, padding):
    """Make tensors of all numbers: they are float32's."""
    smooth, kept = torch.tensor(smoothing), targets != padding
    logs = logits[kept].log_softmax(-1)
    right = logs.gather(-1, targets[kept, None])[:, 0]
    mixed = (torch.tensor(1.0) - smooth) * right + smooth * logs.mean(-1)
    return -(mixed * torch.full((len(mixed),), 1 / len(mixed))).sum()
