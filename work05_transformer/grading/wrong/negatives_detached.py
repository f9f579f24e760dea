"""The drawn words have no gradient."""

import torch

OBJECT = "work05_transformer.models.word2vec:negative_sampling_loss"
CAUGHT_BY = "negative_sampling"


def negative_sampling_loss(center, context, negatives):
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = (negatives.detach() @ center[:, :, None]).squeeze(-1)
    return -(near + torch.nn.functional.logsigmoid(-scores).sum(-1)).mean()
