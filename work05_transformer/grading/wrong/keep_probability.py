"""Mistakes in keep_probability: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.word_vectors.word2vec:keep_probability"


def above_one(counts, threshold=1e-4):
    """Rare words get more than 1."""
    return (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt()


def by_count(counts, threshold=1e-4):
    """The count itself, not its share, is compared with the threshold."""
    return (threshold / counts.clamp(min=1e-12)).sqrt().clamp(max=1)


def discards(counts, threshold=1e-4):
    """The probability to throw a word away."""
    frequencies = counts / counts.sum()
    return 1 - (threshold / frequencies.clamp(min=1e-12)).sqrt().clamp(max=1)


def discards_the_unseen(counts, threshold=1e-4):
    """A word of count 0 gets 0."""
    kept = (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt().clamp(max=1)
    return torch.where(counts > 0, kept, 0.0)


def of_the_most_frequent(counts, threshold=1e-4):
    """The share is that of the most frequent word's count."""
    return (threshold / (counts / counts.max()).clamp(min=1e-12)).sqrt().clamp(max=1)


def of_the_program(counts, threshold=1e-3):
    """The threshold is 1e-3 by default."""
    return (threshold / (counts / counts.sum()).clamp(min=1e-12)).sqrt().clamp(max=1)


def without_root(counts, threshold=1e-4):
    """The root is left out."""
    return (threshold / (counts / counts.sum()).clamp(min=1e-12)).clamp(max=1)
