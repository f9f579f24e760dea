"""The symbols that were handed over are changed."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"
CAUGHT_BY = "merge_pair"


def merge_pair(symbols, pair):
    if isinstance(symbols, tuple):
        symbols = list(symbols)
    place = 0
    while place < len(symbols) - 1:
        if (symbols[place], symbols[place + 1]) == pair:
            symbols[place : place + 2] = [pair[0] + pair[1]]
        place += 1
    return symbols
