"""A text without previous tokens is an error."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    assert previous.max() < logits.shape[-1]
    before = logits.gather(-1, previous)
    return logits.scatter(-1, previous, torch.where(before > 0, before / penalty, before * penalty))
