"""The penalized logits have lost their gradient."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    before = logits.gather(-1, previous).detach()
    return logits.scatter(-1, previous, torch.where(before > 0, before / penalty, before * penalty))
