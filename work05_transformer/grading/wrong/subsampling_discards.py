"""The probability to throw a word away."""

OBJECT = "work05_transformer.models.word2vec:keep_probability"
CAUGHT_BY = "subsampling"


def keep_probability(counts, threshold=1e-4):
    frequencies = counts / counts.sum()
    return 1 - (threshold / frequencies.clamp(min=1e-12)).sqrt().clamp(max=1)
