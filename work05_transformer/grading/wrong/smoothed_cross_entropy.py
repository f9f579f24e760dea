"""Mistakes in smoothed_cross_entropy: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"


def by_cross_entropy(logits, targets, smoothing, padding):
    """The ready function smooths."""
    return torch.nn.functional.cross_entropy(
        logits, targets, ignore_index=padding, label_smoothing=smoothing
    )


def counts_padding(logits, targets, smoothing, padding):
    """The mean is over padding too."""
    logs = logits.log_softmax(-1)
    right = -logs.gather(-1, targets[:, None]).squeeze(-1)
    losses = (1 - smoothing) * right - smoothing * logs.mean(-1)
    return losses.where(targets != padding, torch.zeros_like(losses)).mean()


def fresh_tensor(logits, targets, smoothing, padding):
    """The loss is a new tensor, from which nothing learns."""
    logs = logits.log_softmax(-1)
    losses = -(1 - smoothing) * logs.gather(1, targets[:, None])[:, 0] - smoothing * logs.mean(-1)
    return torch.tensor(losses[targets != padding].mean().item(), dtype=logits.dtype)


def ignored(logits, targets, smoothing, padding):
    """The plain cross-entropy."""
    right = -logits.log_softmax(-1).gather(1, targets[:, None])[:, 0]
    return right[targets != padding].mean()


def only_others(logits, targets, smoothing, padding):
    """The smoothed part leaves out the right token."""
    logs = logits.log_softmax(-1)
    right = -logs.gather(-1, targets[:, None]).squeeze(-1)
    others = (-logs.sum(-1) - right) / (logits.shape[-1] - 1)
    losses = (1 - smoothing) * right + smoothing * others
    return losses[targets != padding].mean()


def pads_with_zero(logits, targets, smoothing, padding):
    """Padding is always token 0."""
    logs = logits.log_softmax(-1)
    losses = -(1 - smoothing) * logs.gather(1, targets[:, None])[:, 0] - smoothing * logs.mean(-1)
    return losses.where(targets != 0, 0.0).sum() / (targets != 0).sum().clamp(min=1)


def summed(logits, targets, smoothing, padding):
    """The sum over the tokens comes back."""
    logs = logits.log_softmax(-1)
    losses = -(1 - smoothing) * logs.gather(1, targets[:, None])[:, 0] - smoothing * logs.mean(-1)
    return losses[targets != padding].sum()


def uniform_detached(logits, targets, smoothing, padding):
    """The uniform part has no gradient."""
    logs = logits.log_softmax(-1)
    right, everywhere = -logs.gather(1, targets[:, None])[:, 0], -logs.mean(-1).detach()
    return ((1 - smoothing) * right + smoothing * everywhere)[targets != padding].mean()
