"""A word of count 0 gets 0."""

import torch

OBJECT = "work05_transformer.models.word2vec:keep_probability"
CAUGHT_BY = "subsampling"


def keep_probability(counts, threshold=1e-4):
    kept = (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt().clamp(max=1)
    return torch.where(counts > 0, kept, 0.0)
