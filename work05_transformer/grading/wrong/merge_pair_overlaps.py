"""Occurrences overlap: of three equal symbols two pairs are made."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"
CAUGHT_BY = "merge_pair"


def merge_pair(symbols, pair):
    merged, used = [], False
    for place, symbol in enumerate(symbols):
        if tuple(symbols[place : place + 2]) == pair:
            merged.append(pair[0] + pair[1])
            used = True
        elif not used:
            merged.append(symbol)
        else:
            used = False
    return merged
