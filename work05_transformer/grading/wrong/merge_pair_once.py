"""Only the first occurrence is merged."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"
CAUGHT_BY = "merge_pair"


def merge_pair(symbols, pair):
    symbols = list(symbols)
    for place in range(len(symbols) - 1):
        if tuple(symbols[place : place + 2]) == tuple(pair):
            return [*symbols[:place], pair[0] + pair[1], *symbols[place + 2 :]]
    return symbols
