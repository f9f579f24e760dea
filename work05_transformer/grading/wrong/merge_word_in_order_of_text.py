"""The first pair that can be merged is, whatever its rank."""

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    symbols, place = list(symbols), 0
    while place < len(symbols) - 1:
        if (symbols[place], symbols[place + 1]) in self.ranks:
            symbols[place : place + 2] = [symbols[place] + symbols[place + 1]]
            place = 0
        else:
            place += 1
    return symbols
