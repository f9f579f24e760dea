"""The logits that were handed over are changed."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    before = logits.data.gather(-1, previous)
    logits.data.scatter_(-1, previous, torch.where(before > 0, before / penalty, before * penalty))
    return logits
