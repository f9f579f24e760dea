"""Symbols are joined, so that a pair is found across other borders."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"
CAUGHT_BY = "merge_pair"


def merge_pair(symbols, pair):
    text = " ".join(symbols).replace(" ".join(pair), "".join(pair))
    return text.split()
