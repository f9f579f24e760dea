"""A token that occurred twice is penalized twice."""

import torch

OBJECT = "work05_transformer.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    logits = logits.clone()
    for column in previous.unbind(-1):
        seen = logits.gather(-1, column[:, None])
        changed = torch.where(seen > 0, seen / penalty, seen * penalty)
        logits = logits.scatter(-1, column[:, None], changed)
    return logits
