"""Mistakes in BytePairs.merge: each function is one, and its docstring says which."""

from itertools import pairwise

from work05_transformer.text.byte_pairs import merge_pair

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"


def highest_rank(self, symbols):
    """The pair that was learned last is merged first."""
    symbols = list(symbols)
    while known := [pair for pair in pairwise(symbols) if pair in self.ranks]:
        symbols = merge_pair(symbols, max(known, key=self.ranks.get))
    return symbols


def in_order_of_text(self, symbols):
    """The first pair that can be merged is, whatever its rank."""
    symbols, place = list(symbols), 0
    while place < len(symbols) - 1:
        if (symbols[place], symbols[place + 1]) in self.ranks:
            symbols[place : place + 2] = [symbols[place] + symbols[place + 1]]
            place = 0
        else:
            place += 1
    return symbols


def longest(self, symbols):
    """The longest token is taken from the left, whatever was learned."""
    text, tokens = "".join(symbols), []
    while text:
        size = max(n for n in range(1, len(text) + 1) if text[:n] in self.tokens)
        tokens.append(text[:size])
        text = text[size:]
    return tokens


def of_one(self, symbols):
    """A word of one symbol, or none, is an error."""
    symbols = list(symbols)
    while True:
        pair = min(pairwise(symbols), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
        if pair not in self.ranks:
            return symbols
        symbols = merge_pair(symbols, pair)
        if len(symbols) == 1:
            return symbols


def one_round(self, symbols):
    """Only one pair of the word is merged."""
    known = [pair for pair in pairwise(symbols) if pair in self.ranks]
    return merge_pair(symbols, min(known, key=self.ranks.get)) if known else list(symbols)


def stops_early(self, symbols):
    """Of a round, the first pair of the word must be known, or the merging ends."""
    symbols = list(symbols)
    while len(symbols) > 1 and (symbols[0], symbols[1]) in self.ranks:
        known = [pair for pair in pairwise(symbols) if pair in self.ranks]
        symbols = merge_pair(symbols, min(known, key=self.ranks.get))
    return symbols
