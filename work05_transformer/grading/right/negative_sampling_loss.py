"""Right solutions of negative sampling."""

import torch
from torch.nn import functional as _functional

OBJECT = "work05_transformer.word_vectors.word2vec:negative_sampling_loss"


def by_sigmoids(center, context, negatives):
    """Take logarithms of sigmoids."""
    near = torch.log(torch.sigmoid((center * context).sum(1)))
    random = torch.log(torch.sigmoid(-(negatives @ center[:, :, None]).squeeze(2))).sum(1)
    return -(near + random).mean()


def by_softplus(center, context, negatives):
    """Write −log σ(x) as softplus(−x)."""
    near = _functional.softplus(-torch.einsum("pw,pw->p", center, context))
    random = _functional.softplus(torch.einsum("pw,pkw->pk", center, negatives))
    return (near + random.sum(dim=1)).mean()


def by_binary_cross_entropy(center, context, negatives):
    """Treat it as a classification of real and drawn words."""
    vectors = torch.cat((context.unsqueeze(1), negatives), dim=1)
    logits = torch.bmm(vectors, center.unsqueeze(2)).squeeze(2)
    labels = torch.zeros_like(logits)
    labels[:, 0] = 1
    loss = _functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
    return loss / len(center)


def by_signs(center, context, negatives):
    """Give the near word a sign, and all drawn ones the other."""
    vectors = torch.cat((context[:, None], -negatives), dim=1)
    return -_functional.logsigmoid((vectors * center[:, None]).sum(-1)).sum() / center.shape[0]


def pair_by_pair(center, context, negatives):
    """Loop over pairs and their negatives."""
    losses = []
    for c, o, drawn in zip(center, context, negatives, strict=True):
        loss = -_functional.logsigmoid(torch.dot(c, o))
        for n in drawn:
            loss = loss - _functional.logsigmoid(-torch.dot(c, n))
        losses.append(loss)
    return torch.stack(losses).mean()


def by_log_add_exp(center, context, negatives):
    """Write −log σ(x) as log(e⁰ + e^−x)."""
    zero = torch.zeros((), dtype=center.dtype)
    near = torch.logaddexp(zero, -(center * context).sum(-1))
    random = torch.logaddexp(zero, (center[:, None, :] * negatives).sum(-1))
    return near.mean() + random.sum(-1).mean()


def by_log_one_plus(center, context, negatives):
    """Write −log σ(x) as log(1 + e^−x)."""
    near = torch.log1p(torch.exp(-torch.linalg.vecdot(center, context)))
    random = torch.log1p(torch.exp(torch.matmul(negatives, center.unsqueeze(-1))))
    return (near.sum() + random.sum()) / len(near)


def by_complements(center, context, negatives):
    """Use 1 − σ(c·n) for the drawn words, and a product of probabilities."""
    near = (center * context).sum(-1).sigmoid()
    away = 1 - torch.einsum("pkw,pw->pk", negatives, center).sigmoid()
    return -(near * away.prod(dim=1)).log().mean()


def negative_by_negative(center, context, negatives):
    """Loop over the k drawn words of all pairs."""
    total = -_functional.logsigmoid((center * context).sum(1)).mean()
    for number in range(negatives.size(1)):
        total = total - _functional.logsigmoid(-(center * negatives[:, number]).sum(1)).mean()
    return total
