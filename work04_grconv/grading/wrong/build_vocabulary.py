"""Mistakes in build_vocabulary: each function is one, and its docstring says which."""

from collections import Counter

from work04_grconv.text.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.text.vocabulary:build_vocabulary"


def empty(sentences, *, size=None, min_count=1):
    """Knows no word."""
    return Vocabulary([])


def ignores_case_in_ties(sentences, *, size=None, min_count=1):
    """Orders equally frequent tokens as if they were lower case."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token.lower()),
    )
    return Vocabulary(frequent[:size])


def ignores_min_count(sentences, *, size=None, min_count=1):
    """Keeps tokens that are too rare."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])


def ignores_size(sentences, *, size=None, min_count=1):
    """Takes all tokens, whatever the size."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent)


def leaves_out_only_the_end(sentences, *, size=None, min_count=1):
    """Leaves out <eos> alone, and then tokens that stand there already."""
    counts = Counter(token for sentence in sentences for token in sentence)
    del counts["<eos>"]
    kept = [token for token in counts if counts[token] >= min_count and token != "<pad>"]
    kept.sort(key=lambda token: (-counts[token], token))
    return Vocabulary([token for token in kept if token != "<bos>"][:size])


def min_count_is_strict(sentences, *, size=None, min_count=1):
    """Drops tokens that occur exactly `min_count` times."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count > min_count or min_count == 1),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])


def rare_first(sentences, *, size=None, min_count=1):
    """Gives the rare tokens the low numbers."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (counts[token], token),
    )
    return Vocabulary(frequent[:size])


def size_counts_special(sentences, *, size=None, min_count=1):
    """Counts the special tokens into the size."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[: None if size is None else max(size - len(SPECIAL), 0)])


def size_zero_is_all(sentences, *, size=None, min_count=1):
    """Takes a size of 0 for none given."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size] if size else frequent)


def sorts_its_argument(sentences, *, size=None, min_count=1):
    """Sorts the sentences that it was given."""
    for sentence in sentences:
        if isinstance(sentence, list):
            sentence.sort()
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        del counts[token]
    kept = sorted((t for t, n in counts.items() if n >= min_count), key=lambda t: (-counts[t], t))
    return Vocabulary(kept[:size])


def special_from_text(sentences, *, size=None, min_count=1):
    """Lets the text number the special tokens once more."""
    counts = Counter(token for sentence in sentences for token in sentence)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])


def ties_by_place(sentences, *, size=None, min_count=1):
    """Leaves ties in the order in which the tokens come."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = [token for token, count in counts.most_common() if count >= min_count]
    return Vocabulary(frequent[:size])


def ties_from_the_end(sentences, *, size=None, min_count=1):
    """Orders equally frequent tokens by the alphabet's end first."""
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (counts[token], token),
    )
    return Vocabulary(frequent[::-1][:size])


def reads_the_text_twice(sentences, *, size=None, min_count=1):
    """Reads the sentences twice: an iterator is empty the second time, and so is the vocabulary."""
    kinds = {token for sentence in sentences for token in sentence} - set(SPECIAL)
    counts = Counter()
    for sentence in sentences:
        counts.update(sentence)
    kept = [token for token in kinds if counts[token] >= min_count]
    return Vocabulary(sorted(kept, key=lambda token: (-counts[token], token))[:size])
