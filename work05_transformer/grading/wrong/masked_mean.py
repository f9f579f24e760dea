"""Mistakes in masked_mean: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"


def detached(features, is_word):
    """The mean has no gradient."""
    weights = is_word.to(features.dtype)[:, :, None]
    return (features.detach() * weights).sum(1) / weights.sum(1).clamp(min=1)


def in_place(features, is_word):
    """The features that were handed over are set to zero where there is no word."""
    features.data[~is_word] = 0
    return features.sum(1) / is_word.sum(1, keepdim=True).clamp(min=1)


def of_none_is_nan(features, is_word):
    """A text of none gives NaN."""
    weights = is_word.to(features.dtype)[:, :, None]
    return (features * weights).sum(1) / weights.sum(1)


def of_none_is_nan_backwards(features, is_word):
    """A text of none gives zeros, and NaN backwards."""
    weights = is_word.to(features.dtype)[:, :, None]
    return ((features * weights).sum(1) / weights.sum(1)).nan_to_num()


def of_the_first_words(features, is_word):
    """As many words as there are, from the front, wherever they stand."""
    count = is_word.sum(1, keepdim=True)
    front = (torch.arange(is_word.shape[1]) < count).to(features.dtype)[:, :, None]
    return (features * front).sum(1) / count.clamp(min=1)


def over_padding(features, is_word):
    """Padding counts as a word."""
    return (features * is_word[:, :, None]).mean(1)


def multiplies_by_zero(features, is_word):
    """Zero times NaN is NaN."""
    weights = is_word.to(features.dtype)[:, :, None]
    return (features * weights).sum(1) / weights.sum(1).clamp(min=1)


def nan_becomes_zero(features, is_word):
    """NaN in a word counts as zero."""
    words = features.nan_to_num(0, 0, 0) * is_word[:, :, None]
    return words.sum(1) / is_word.sum(1, keepdim=True).clamp(min=1)


def nan_is_passed_over(features, is_word):
    """A word with NaN is left out like padding."""
    words = torch.where(is_word[:, :, None], features, torch.nan)
    return words.nanmean(1).nan_to_num(0)
