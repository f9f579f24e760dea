"""Negatives are drawn near as neighbours are."""

import torch

OBJECT = "work05_transformer.word2vec:negative_sampling_loss"
CAUGHT_BY = "negative_sampling"


def negative_sampling_loss(centre, context, negatives):
    near = torch.nn.functional.logsigmoid((centre * context).sum(-1))
    scores = torch.einsum("pw,pkw->pk", centre, negatives)
    return -(near + torch.nn.functional.logsigmoid(scores).sum(-1)).mean()
