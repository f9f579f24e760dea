"""Right solutions of merging a pair."""

from functools import reduce
from itertools import zip_longest

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"


def by_a_flag(symbols, pair):
    """Remember whether the symbol before was used up."""
    merged, used = [], False
    for left, right in zip_longest(symbols, symbols[1:]):
        if used:
            used = False
        elif (left, right) == pair:
            merged.append(left + right)
            used = True
        else:
            merged.append(left)
    return merged


def by_recursion(symbols, pair):
    """Merge the head, then the rest."""
    if len(symbols) < 2:
        return list(symbols)
    if (symbols[0], symbols[1]) == (pair[0], pair[1]):
        return ["".join(pair), *by_recursion(symbols[2:], pair)]
    return [symbols[0], *by_recursion(symbols[1:], pair)]


def by_a_stack(symbols, pair):
    """Look at the top of the stack; a merged symbol is marked."""
    stack = []
    for symbol in symbols:
        if stack and stack[-1] == (pair[0], False) and symbol == pair[1]:
            stack[-1] = (pair[0] + pair[1], True)
        else:
            stack.append((symbol, False))
    return [symbol for symbol, _ in stack]


def by_index(symbols, pair):
    """Jump from one left symbol to the next with `index`."""
    symbols, merged, start = list(symbols), [], 0
    while start < len(symbols):
        try:
            found = symbols.index(pair[0], start)
        except ValueError:
            return merged + symbols[start:]
        merged += symbols[start:found]
        if found + 1 < len(symbols) and symbols[found + 1] == pair[1]:
            merged.append(pair[0] + pair[1])
            start = found + 2
        else:
            merged.append(symbols[found])
            start = found + 1
    return merged


def by_text(symbols, pair):
    """Join with a character that no symbol holds, and replace in the text."""
    between = "\0"
    text = between + (between * 2).join(symbols) + between
    old = between + pair[0] + between * 2 + pair[1] + between
    replaced = text.replace(old, between + pair[0] + pair[1] + between)
    return replaced.strip(between).split(between * 2) if symbols else []


def by_deletion(symbols, pair):
    """Change a copy of the list in place."""
    copy, place = [*symbols], 0
    while place < len(copy) - 1:
        if copy[place] == pair[0] and copy[place + 1] == pair[1]:
            copy[place : place + 2] = [pair[0] + pair[1]]
        place += 1
    return copy


def by_places(symbols, pair):
    """Find the places of the pairs first, then leave out overlapping ones."""
    places = []
    for place in range(len(symbols) - 1):
        if tuple(symbols[place : place + 2]) == tuple(pair) and place - 1 not in places[-1:]:
            places.append(place)
    second = {place + 1 for place in places}
    first = set(places)
    return [
        symbol + symbols[place + 1] if place in first else symbol
        for place, symbol in enumerate(symbols)
        if place not in second
    ]


def by_an_iterator(symbols, pair):
    """Take symbols from an iterator, one of which waits."""
    merged, waiting = [], None
    for symbol in iter(symbols):
        if waiting is None:
            waiting = symbol
        elif (waiting, symbol) == pair:
            merged.append(waiting + symbol)
            waiting = None
        else:
            merged.append(waiting)
            waiting = symbol
    return merged if waiting is None else [*merged, waiting]


def by_reduction(symbols, pair):
    """Fold the symbols into a list and whether its last one is free."""

    def step(state, symbol):
        done, free = state
        if free and done and (done[-1], symbol) == pair:
            return [*done[:-1], done[-1] + symbol], False
        return [*done, symbol], True

    return reduce(step, symbols, ([], False))[0]


class _Symbols(list):
    """A list of another class."""


def by_a_subclass(symbols, pair):
    """Return a subclass of list, filled from a reversed stack."""
    left, merged = list(reversed(symbols)), _Symbols()
    while left:
        symbol = left.pop()
        if left and symbol == pair[0] and left[-1] == pair[1]:
            symbol += left.pop()
        merged.append(symbol)
    return merged
