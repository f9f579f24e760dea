"""Negatives are drawn near as neighbors are."""

import torch

OBJECT = "work05_transformer.models.word2vec:negative_sampling_loss"
CAUGHT_BY = "negative_sampling"


def negative_sampling_loss(center, context, negatives):
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = torch.einsum("pw,pkw->pk", center, negatives)
    return -(near + torch.nn.functional.logsigmoid(scores).sum(-1)).mean()
