"""The negatives are averaged, not summed."""

import torch

OBJECT = "work05_transformer.models.word2vec:negative_sampling_loss"
CAUGHT_BY = "negative_sampling"


def negative_sampling_loss(center, context, negatives):
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = torch.einsum("pw,pkw->pk", center, negatives)
    return -(near + torch.nn.functional.logsigmoid(-scores).mean(-1)).mean()
