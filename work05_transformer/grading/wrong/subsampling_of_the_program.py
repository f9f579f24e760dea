"""The threshold is 1e-3 by default."""

OBJECT = "work05_transformer.models.word2vec:keep_probability"
CAUGHT_BY = "subsampling"


def keep_probability(counts, threshold=1e-3):
    return (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt().clamp(max=1)
