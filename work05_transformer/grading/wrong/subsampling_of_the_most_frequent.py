"""The share is that of the most frequent word's count."""

OBJECT = "work05_transformer.models.word2vec:keep_probability"
CAUGHT_BY = "subsampling"


def keep_probability(counts, threshold=1e-4):
    return (threshold / (counts / counts.max()).clamp(min=1e-12)).sqrt().clamp(max=1)
