"""Right solutions of the exercise "The loss of padded sentences"."""

import torch
from torch.nn import functional

from work04_grconv.text.vocabulary import PAD

OBJECT = "work04_grconv.translation.loss:masked_loss"


def by_the_library(logits, targets):
    """cross_entropy can leave out an index."""
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD)


def likelihood_of_the_library(logits, targets):
    """nll_loss of log_softmax, with classes on the second axis."""
    return functional.nll_loss(logits.log_softmax(2).transpose(1, 2), targets, ignore_index=PAD)


def a_mask_of_ones_and_zeros(logits, targets):
    """Multiply losses by a mask, and divide by its sum."""
    mask = (targets != PAD).to(logits.dtype)
    chosen = torch.log_softmax(logits, dim=-1).gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    return -(chosen * mask).sum() / mask.sum()


def token_by_token(logits, targets):
    """Add up one token's loss after the other."""
    total, count = logits.new_zeros(()), 0
    for sentence, wanted in zip(logits, targets, strict=True):
        for scores, token in zip(sentence, wanted.tolist(), strict=True):
            if token != PAD:
                total = total + scores.logsumexp(0) - scores[token]
                count += 1
    return total / count


def words_first(logits, targets):
    """Take the words out before anything is computed."""
    words = targets.ne(PAD)
    chosen, wanted = logits[words], targets[words]
    return -functional.log_softmax(chosen, dim=1)[torch.arange(len(wanted)), wanted].mean()


def one_hot(logits, targets):
    """Multiply with one-hot targets that are zero at padding."""
    hot = functional.one_hot(targets, logits.shape[2]).to(logits.dtype)
    hot = hot.masked_fill((targets == PAD)[:, :, None], 0)
    logs = torch.log_softmax(logits, dim=2)
    return -torch.einsum("btv,btv->", hot, logs) / hot.sum()


def as_a_distribution(logits, targets):
    """Ask a distribution of the library for log P."""
    logs = torch.distributions.Categorical(logits=logits).log_prob(targets)
    return -logs.masked_select(targets != PAD).mean()


def the_largest_taken_off(logits, targets):
    """Write logsumexp out."""
    largest = logits.max(dim=2, keepdim=True).values.detach()
    sums = (logits - largest).exp().sum(dim=2).log() + largest.squeeze(2)
    losses = sums - torch.take_along_dim(logits, targets[..., None], dim=2)[..., 0]
    return torch.where(targets == PAD, 0.0, losses).sum() / torch.count_nonzero(targets - PAD)


def a_weight_for_each_token(logits, targets):
    """Padding is a class of weight 0; cross_entropy divides by the weights."""
    weight = torch.ones(logits.shape[-1], dtype=logits.dtype)
    weight[PAD] = 0
    return functional.cross_entropy(logits.movedim(2, 1), targets, weight=weight)


def unreduced(logits, targets):
    """All losses of the library, and the mean of some."""
    losses = functional.cross_entropy(logits.permute(0, 2, 1), targets, reduction="none")
    places = (targets != PAD).nonzero(as_tuple=True)
    return losses[places].sum().div(len(places[0]))


def differences_to_the_target(logits, targets):
    """−log P is log Σ exp(z − z_target)."""
    places = torch.nonzero(targets.flatten() != PAD).flatten()
    rows = logits.reshape(-1, logits.shape[2]).index_select(0, places)
    wanted = targets.flatten().index_select(0, places)
    return torch.logsumexp(rows - rows.gather(1, wanted[:, None]), dim=1).mean()


def by_bits(logits, targets):
    """log2 of the sums, times log 2 as a tensor in single precision."""
    largest = logits.amax(dim=2, keepdim=True)
    sums = (logits - largest).exp().sum(dim=2)
    chosen = (logits - largest).gather(2, targets[:, :, None])[:, :, 0]
    losses = torch.log2(sums) * torch.tensor(2.0).log() - chosen
    return losses[targets > PAD].mean()
