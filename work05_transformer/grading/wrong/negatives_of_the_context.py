"""The drawn words are compared with the near word."""

import torch

OBJECT = "work05_transformer.models.word2vec:negative_sampling_loss"
CAUGHT_BY = "negative_sampling"


def negative_sampling_loss(center, context, negatives):
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    random = torch.nn.functional.logsigmoid(-(negatives @ context[:, :, None]).squeeze(-1)).sum(-1)
    return -(near + random).mean()
