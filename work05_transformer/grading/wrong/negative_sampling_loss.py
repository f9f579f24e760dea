"""Mistakes in negative_sampling_loss: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.word_vectors.word2vec:negative_sampling_loss"


def attract(center, context, negatives):
    """Negatives are drawn near as neighbors are."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = torch.einsum("pw,pkw->pk", center, negatives)
    return -(near + torch.nn.functional.logsigmoid(scores).sum(-1)).mean()


def averaged(center, context, negatives):
    """The negatives are averaged, not summed."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = torch.einsum("pw,pkw->pk", center, negatives)
    return -(near + torch.nn.functional.logsigmoid(-scores).mean(-1)).mean()


def detached(center, context, negatives):
    """The drawn words have no gradient."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    scores = (negatives.detach() @ center[:, :, None]).squeeze(-1)
    return -(near + torch.nn.functional.logsigmoid(-scores).sum(-1)).mean()


def fresh_tensor(center, context, negatives):
    """The loss is a new tensor, from which nothing learns."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    random = torch.nn.functional.logsigmoid(-(negatives @ center[:, :, None]).squeeze(-1)).sum(-1)
    return torch.tensor(-(near + random).mean().item(), dtype=center.dtype)


def of_the_context(center, context, negatives):
    """The drawn words are compared with the near word."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    random = torch.nn.functional.logsigmoid(-(negatives @ context[:, :, None]).squeeze(-1)).sum(-1)
    return -(near + random).mean()


def summed_over_pairs(center, context, negatives):
    """The losses of the pairs are added up."""
    near = torch.nn.functional.logsigmoid((center * context).sum(-1))
    random = torch.nn.functional.logsigmoid(-(negatives @ center[:, :, None]).squeeze(-1)).sum(-1)
    return -(near + random).sum()
