"""A token that occurred twice is penalized twice."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    logits = logits.clone()
    for column in previous.unbind(-1):
        before = logits.gather(-1, column[:, None])
        after = torch.where(before > 0, before / penalty, before * penalty)
        logits = logits.scatter(-1, column[:, None], after)
    return logits
