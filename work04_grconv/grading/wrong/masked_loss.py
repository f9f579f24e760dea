"""Mistakes in masked_loss: each function is one, and its docstring says which."""

import torch

from work04_grconv.text.vocabulary import PAD

OBJECT = "work04_grconv.translation.loss:masked_loss"


def bits(logits, targets):
    """Measures in bits."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum() / 0.6931471805599453


def by_batch(logits, targets):
    """Divides by the number of sentences."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / len(targets)


def by_trailing_padding(logits, targets):
    """Counts padding between and before tokens."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = (targets != PAD).flip(1).cumsum(dim=1).flip(1) > 0
    return losses[words].sum() / words.sum()


def counts_padding(logits, targets):
    """Counts padding as a token."""
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def divides_by_all(logits, targets):
    """Divides by all places, padding too."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    return (losses * (targets != 0)).mean()


def fresh_tensor(logits, targets):
    """Returns the number in a new tensor, from which nothing goes back."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return torch.tensor((losses[words].sum() / words.sum()).item(), dtype=logits.dtype)


def logits_detached(logits, targets):
    """Takes −log P of detached logits."""
    losses = torch.logsumexp(logits, dim=2) - logits.detach().gather(
        2, targets[:, :, None]
    ).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()


def mean_of_sentences(logits, targets):
    """Averages sentences, so that a short one weighs as much as a long one."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != 0
    return ((losses * words).sum(dim=1) / words.sum(dim=1)).mean()


def normalizer_detached(logits, targets):
    """Lets the normalizer have no gradient."""
    losses = torch.logsumexp(logits.detach(), dim=2) - logits.gather(
        2, targets[:, :, None]
    ).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()


def overflows(logits, targets):
    """Takes exp of the logits themselves."""
    losses = logits.exp().sum(dim=2).log() - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()


def probability(logits, targets):
    """Forgets the logarithm."""
    losses = 1 - logits.softmax(dim=2).gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()


def special_tokens_too(logits, targets):
    """Leaves out all special tokens."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets >= 4 * PAD + 4
    return losses[words].sum() / words.sum()


def masked_sum(logits, targets):
    """Returns the sum."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum()


def up_to_the_first_padding(logits, targets):
    """Takes everything behind the first padding for padding."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = (targets != PAD).cumprod(dim=1).bool()
    return losses[words].sum() / words.sum()


def without_recording(logits, targets):
    """Works without recording."""
    losses = (
        torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    ).detach()
    words = targets != PAD
    return losses[words].sum() / words.sum()


def zero(logits, targets):
    """Returns 0."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() * 0


def in_double(logits, targets):
    """Answers in float64 whatever the logits are."""
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].double().mean()
