"""Mistakes in merge_pair: each function is one, and its docstring says which."""

OBJECT = "work05_transformer.text.byte_pairs:merge_pair"


def echo(symbols, pair):
    """The symbols come back as they are."""
    return list(symbols)


def from_the_right(symbols, pair):
    """Pairs are merged from the right: aaa becomes a, aa."""
    symbols, place = list(symbols), len(symbols) - 2
    while place >= 0:
        if tuple(symbols[place : place + 2]) == tuple(pair):
            symbols[place : place + 2] = [pair[0] + pair[1]]
            place -= 1
        place -= 1
    return symbols


def in_place(symbols, pair):
    """The symbols that were handed over are changed."""
    if isinstance(symbols, tuple):
        symbols = list(symbols)
    place = 0
    while place < len(symbols) - 1:
        if (symbols[place], symbols[place + 1]) == pair:
            symbols[place : place + 2] = [pair[0] + pair[1]]
        place += 1
    return symbols


def of_text(symbols, pair):
    """Symbols are joined, so that a pair is found across other borders."""
    text = " ".join(symbols).replace(" ".join(pair), "".join(pair))
    return text.split()


def once(symbols, pair):
    """Only the first occurrence is merged."""
    symbols = list(symbols)
    for place in range(len(symbols) - 1):
        if tuple(symbols[place : place + 2]) == tuple(pair):
            return [*symbols[:place], pair[0] + pair[1], *symbols[place + 2 :]]
    return symbols


def overlaps(symbols, pair):
    """Occurrences overlap: of three equal symbols two pairs are made."""
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


def by_shared(symbols, pair):
    """The course's own code merges."""
    import shared.translation.byte_pairs

    return shared.translation.byte_pairs._merged(list(symbols), pair)
