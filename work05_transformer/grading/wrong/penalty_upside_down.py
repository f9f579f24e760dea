"""Positive logits are multiplied, negative ones divided."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    before = logits.gather(-1, previous)
    return logits.scatter(-1, previous, torch.where(before > 0, before * penalty, before / penalty))
