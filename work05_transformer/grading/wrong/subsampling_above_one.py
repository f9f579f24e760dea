"""Rare words get more than 1."""

OBJECT = "work05_transformer.models.word2vec:keep_probability"
CAUGHT_BY = "subsampling"


def keep_probability(counts, threshold=1e-4):
    return (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt()
