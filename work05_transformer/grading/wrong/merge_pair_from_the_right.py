"""Pairs are merged from the right: aaa becomes a, aa."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"
CAUGHT_BY = "merge_pair"


def merge_pair(symbols, pair):
    symbols, place = list(symbols), len(symbols) - 2
    while place >= 0:
        if tuple(symbols[place : place + 2]) == tuple(pair):
            symbols[place : place + 2] = [pair[0] + pair[1]]
            place -= 1
        place -= 1
    return symbols
