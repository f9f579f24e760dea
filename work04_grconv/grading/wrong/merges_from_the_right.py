"""Merges overlapping pairs from the right."""

from work04_grconv.text.byte_pairs import count_pairs

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"
CAUGHT_BY = "merges"


def learn_merges(counts, number):
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
