"""Right solutions of the mean of a text."""

import torch

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"


def by_filling(features, is_word):
    """Fill other places with zeros, and divide by the count."""
    total = features.masked_fill(~is_word.unsqueeze(-1), 0.0).sum(dim=1)
    return total / is_word.sum(1, keepdim=True).clamp(min=1)


def text_by_text(features, is_word):
    """Loop over the texts."""
    means = []
    for row, words in zip(features, is_word, strict=True):
        means.append(row[words].mean(0) if words.any() else torch.zeros_like(row[0]))
    return torch.stack(means)


def by_products(features, is_word):
    """Multiply with a matrix of weights, in float32 until then."""
    weights = is_word.float()
    weights = (weights / weights.sum(1, keepdim=True).clamp(min=1)).to(features.dtype)
    words = features.masked_fill(~is_word[..., None], 0)
    return torch.bmm(weights.unsqueeze(1), words).squeeze(1)


def by_einsum(features, is_word):
    """Sum with einsum."""
    words = torch.where(is_word[:, :, None], features, torch.zeros_like(features))
    total = torch.einsum("bwd,bw->bd", words, is_word.to(features.dtype))
    count = is_word.sum(1)
    return total / torch.where(count == 0, 1, count)[:, None]


def by_loops(features, is_word):
    """Add word by word."""
    total = torch.zeros_like(features[:, 0])
    count = torch.zeros(len(features), 1, dtype=features.dtype)
    for place in range(features.shape[1]):
        here = is_word[:, place : place + 1]
        total = total + torch.where(here, features[:, place], 0.0)
        count = count + here
    return total / count.maximum(torch.ones_like(count))


def by_index_add(features, is_word):
    """Add all words of all texts to their rows."""
    text = torch.nonzero(is_word)[:, 0]
    total = features.new_zeros(len(features), features.shape[2]).index_add(
        0, text, features[is_word]
    )
    count = torch.bincount(text, minlength=len(features)).clamp(min=1)
    return total / count[:, None]


def by_where(features, is_word):
    """Choose the divisor with `where`."""
    count = is_word.count_nonzero(dim=1)
    divisor = torch.where(count > 0, count, torch.ones_like(count)).unsqueeze(-1)
    return torch.where(is_word[..., None], features, 0.0).sum(1).div(divisor)


def by_a_softmax(features, is_word):
    """Weigh words by a softmax of equal scores, as attention would."""
    scores = torch.zeros(is_word.shape, dtype=features.dtype).masked_fill(~is_word, -1e30)
    weights = (scores.softmax(1) * is_word)[:, :, None]
    return torch.where(is_word[:, :, None], weights * features, 0.0).sum(1)


def only_texts_with_words(features, is_word):
    """Fill rows of zeros where there are words."""
    means = features.new_zeros(features.shape[0], features.shape[2])
    some = is_word.any(1)
    words = is_word[some][:, :, None]
    means[some] = features[some].masked_fill(~words, 0.0).sum(1) / words.sum(1)
    return means
