"""Right solutions of the exercise "n-grams that no text has shown"."""

from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import torch

from work04_grconv.text.ngrams import count_ngrams

OBJECT = "work04_grconv.text.sparsity:coverage"


def slices(tokens, held_out, order, vocab_size):
    """Slices of the texts, one at each place."""

    def grams(text):
        return [tuple(text[at : at + order]) for at in range(len(text) - order + 1)]

    known = set(grams(tokens))
    asked = grams(held_out)
    missing = [gram for gram in asked if gram not in known]
    return len(known) / vocab_size**order, len(missing) / len(asked) if asked else 0.0


def with_counters(tokens, held_out, order, vocab_size):
    """Count both texts' n-grams."""

    def counted(text):
        return Counter(zip(*[text[k:] for k in range(order)], strict=False))

    known, asked = counted(tokens), counted(held_out)
    total = asked.total()
    if total == 0:
        return len(known) / vocab_size**order, 0
    unseen = sum(count for gram, count in asked.items() if gram not in known)
    return len(known) * float(vocab_size) ** -order, unseen / total


def as_numbers(tokens, held_out, order, vocab_size):
    """An n-gram is a number to the base of the vocabulary."""
    base = 1 + max([vocab_size, *tokens, *held_out])

    def codes(text):
        if len(text) < order:
            return np.array([], dtype=np.int64)
        windows = np.lib.stride_tricks.sliding_window_view(np.asarray(text), order)
        return windows @ base ** np.arange(order)

    known, asked = np.unique(codes(tokens)), codes(held_out)
    shown = len(known) / vocab_size**order
    return shown, 1 - np.isin(asked, known).mean() if len(asked) else 0.0


def by_a_tree(tokens, held_out, order, vocab_size):
    """A tree of dictionaries, a level for each token."""
    tree, leaves = {}, 0
    for at in range(len(tokens) - order + 1):
        node = tree
        for token in tokens[at : at + order]:
            new = token not in node
            node = node.setdefault(token, {})
        leaves += new
    places = range(max(0, len(held_out) - order + 1))
    unseen = 0
    for at in places:
        node = tree
        for token in held_out[at : at + order]:
            node = node.get(token)
            if node is None:
                unseen += 1
                break
    return leaves / vocab_size**order, unseen / (len(places) or 1)


def as_texts(tokens, held_out, order, vocab_size):
    """An n-gram as a text of numbers."""

    def grams(text):
        for end in range(order, len(text) + 1):
            yield " ".join(map(str, text[end - order : end]))

    known = frozenset(grams(tokens))
    found = [gram in known for gram in grams(held_out)]
    return len(known) / vocab_size**order, found.count(False) / max(len(found), 1)


def by_counted_contexts(tokens, held_out, order, vocab_size):
    """The counts by context, which the n-gram model has."""
    counts = count_ngrams(tokens, order)
    shown = sum(map(len, counts.values()))
    unseen = total = 0
    for context, after in count_ngrams(held_out, order).items():
        for token, count in after.items():
            total += count
            unseen += 0 if token in counts.get(context, {}) else count
    return shown / vocab_size**order, unseen / total if total else 0.0


def with_torch(tokens, held_out, order, vocab_size):
    """Windows of tensors, and unique rows."""

    def windows(text):
        if len(text) < order:
            return torch.empty(0, order, dtype=torch.long)
        return torch.tensor(list(text)).unfold(0, order, 1)

    known = torch.unique(windows(tokens), dim=0) if len(tokens) >= order else windows(tokens)
    asked = windows(held_out)
    shown = len(known) / vocab_size**order
    if len(asked) == 0:
        return torch.tensor(shown, dtype=torch.float64), torch.tensor(0.0)
    seen = (asked[:, None] == known).all(dim=2).any(dim=1)
    return torch.tensor(shown, dtype=torch.float64), 1 - seen.double().mean()


def exact_fractions(tokens, held_out, order, vocab_size):
    """Fractions, made numbers at the end."""
    known = {tuple(tokens[i : i + order]) for i in range(len(tokens) - order + 1)}
    unseen = [tuple(held_out[i : i + order]) not in known for i in range(len(held_out) - order + 1)]
    shown = Fraction(len(known), vocab_size**order)
    return float(shown), float(Fraction(sum(unseen), len(unseen))) if unseen else 0.0


def one_token_at_a_time(tokens, held_out, order, vocab_size):
    """A window that moves along."""

    def grams(text):
        window, found = (), []
        for token in text:
            window = (*window, token)[-order:]
            if len(window) == order:
                found.append(window)
        return found

    known, asked = set(), grams(held_out)
    for gram in grams(tokens):
        known.add(gram)
    rest = sum(1 for gram in asked if gram not in known)
    return [len(known) / (vocab_size**order), np.divide(rest, len(asked)) if asked else 0.0]


def by_first_tokens(tokens, held_out, order, vocab_size):
    """Places by their first token, and a comparison of what follows."""
    places = defaultdict(list)
    for at in range(len(tokens) - order + 1):
        places[tokens[at]].append(list(tokens[at : at + order]))
    distinct = sum(len({tuple(gram) for gram in grams}) for grams in places.values())
    count = max(0, len(held_out) - order + 1)
    asked = [list(held_out[at : at + order]) for at in range(count)]
    unseen = [gram for gram in asked if gram not in places[gram[0]]]
    return distinct / pow(vocab_size, order), len(unseen) / max(count, 1)


def by_text_search(tokens, held_out, order, vocab_size):
    """Search in a text where each token stands between blanks."""

    def text(some):
        return "".join(f" {token}" for token in some) + " "

    def grams(some):
        return [text(some[at : at + order]) for at in range(len(some) - order + 1)]

    whole, asked = text(tokens), grams(held_out)
    unseen = sum(gram not in whole for gram in asked)
    return len(set(grams(tokens))) / vocab_size**order, unseen / (len(asked) or 1)


def to_the_base_of_the_vocabulary(tokens, held_out, order, vocab_size):
    """An n-gram is a number whose digits are tokens."""

    def grams(text):
        places = range(len(text) - order + 1)
        return [sum(vocab_size**k * text[at + k] for k in range(order)) for at in places]

    known, asked = set(grams(tokens)), grams(held_out)
    unseen = sum(gram not in known for gram in asked)
    return len(known) / vocab_size**order, unseen / max(1, len(asked))
