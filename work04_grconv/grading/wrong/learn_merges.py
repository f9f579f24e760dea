"""Mistakes in learn_merges: each function is one, and its docstring says which."""

from shared.translation import byte_pairs
from work04_grconv.text.byte_pairs import count_pairs, merge_pair

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"


def across_words(counts, number):
    """Writes all words one after the other, so that pairs stand between words."""
    words = {tuple("".join(word * count for word, count in counts.items())): 1}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def at_least_one(counts, number):
    """Learns a merge where none is asked for."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(max(number, 1)):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def each_word_once(counts, number):
    """Counts a pair once a word, however often the word occurs."""
    words = {tuple(word): 1 for word in counts}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def empties_its_argument(counts, number):
    """Takes the words out of the dictionary that it was given."""
    words, merges = {}, []
    while counts:
        word, count = counts.popitem()
        words[tuple(word)] = count
    for _ in range(number):
        pairs = count_pairs(words)
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def from_one_count(counts, number):
    """Takes the most frequent pairs of characters and never counts again."""
    pairs = count_pairs({tuple(word): count for word, count in counts.items()})
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    return [pair for pair in ranked[:number] if pairs[pair] >= 2]


def from_the_right(counts, number):
    """Merges overlapping pairs from the right."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < 2:
            break
        merges.append(best)
        turned = {w[::-1]: n for w, n in words.items()}
        merged = {}
        for word, n in turned.items():
            out, i = [], 0
            while i < len(word):
                if word[i : i + 2] == best[::-1]:
                    out.append(best[0] + best[1])
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            merged[tuple(out[::-1])] = n
        words = merged
    return merges


def gives_symbols(counts, number):
    """Returns the new symbols, not the pairs."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best[0] + best[1])
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def longest_first(counts, number):
    """Sorts the merges by their length at the end."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return sorted(merges, key=lambda pair: -len(pair[0] + pair[1]))


def none(counts, number):
    """Learns nothing."""
    return []


def one_too_many(counts, number):
    """Learns one merge more than it should."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number + 1):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def ready(counts, number):
    """Calls the library of the house, which is not to be called."""
    return byte_pairs.learn_merges({tuple(word): count for word, count in counts.items()}, number)


def stops_at_twice(counts, number):
    """Stops at a pair that occurs twice."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] <= 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def ties_by_place(counts, number):
    """Takes the pair that it saw first among equally frequent ones."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: -pairs[pair])
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def ties_by_the_joined_text(counts, number):
    """Takes the pair whose symbols, written as one, are first in the alphabet."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], "".join(pair), pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def ties_from_the_end(counts, number):
    """Takes the last pair of the alphabet among equally frequent ones."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(
            pairs, key=lambda pair: (-pairs[pair], [-ord(letter) for letter in pair[0] + pair[1]])
        )
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def what_occurs_once(counts, number):
    """Merges pairs that occur a single time."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 1:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


def words_that_meet_are_lost(counts, number):
    """Keys words by their letters after a merge of others, and forgets counts."""
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): 1 for symbols in words}
    return merges


def by_the_tokenizer(counts, number):
    """Has the starter's own tokenizer learn the merges, which is not to be called."""
    from work04_grconv.text.tokenizer import train_tokenizer

    texts = [" ".join([word] * count) for word, count in counts.items()]
    return train_tokenizer(texts, "bpe", merges=number).byte_pairs.merges
