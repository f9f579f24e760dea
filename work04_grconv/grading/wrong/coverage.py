"""Mistakes in coverage: each function is one, and its docstring says which."""

from work04_grconv.text.sparsity import ngrams_of

OBJECT = "work04_grconv.text.sparsity:coverage"


def distinct_unseen(tokens, held_out, order, vocab_size):
    """Counts each different n-gram of the held-out text once."""
    shown, asked = set(ngrams_of(tokens, order)), set(ngrams_of(held_out, order))
    return len(shown) / vocab_size**order, len(asked - shown) / max(1, len(asked))


def of_the_text(tokens, held_out, order, vocab_size):
    """Divides by the n-grams that the training text has, not by all that could be."""
    grams = ngrams_of(tokens, order)
    asked = ngrams_of(held_out, order)
    unseen = sum(gram not in set(grams) for gram in asked)
    return len(set(grams)) / max(1, len(grams)), unseen / max(1, len(asked))


def seen(tokens, held_out, order, vocab_size):
    """Returns the share that is known."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    known = sum(gram in shown for gram in asked)
    return len(shown) / vocab_size**order, known / max(1, len(asked))


def every_place(tokens, held_out, order, vocab_size):
    """Counts the training text's n-grams as often as they stand there."""
    shown, asked = ngrams_of(tokens, order), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def order_times_size(tokens, held_out, order, vocab_size):
    """Takes V·n possible n-grams."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / (vocab_size * order), unseen / max(1, len(asked))


def without_order(tokens, held_out, order, vocab_size):
    """Takes an n-gram for a set of tokens."""
    shown = {frozenset(gram) for gram in ngrams_of(tokens, order)}
    asked = [frozenset(gram) for gram in ngrams_of(held_out, order)]
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def one_too_long(tokens, held_out, order, vocab_size):
    """Takes n tokens of context, and one more."""
    shown, asked = set(ngrams_of(tokens, order + 1)), ngrams_of(held_out, order + 1)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def without_the_last(tokens, held_out, order, vocab_size):
    """Leaves out the last n-gram of each text."""
    shown, asked = set(ngrams_of(tokens, order)[:-1]), ngrams_of(held_out, order)[:-1]
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def side_by_side(tokens, held_out, order, vocab_size):
    """Cuts the texts into pieces that do not overlap."""
    shown, asked = set(ngrams_of(tokens, order)[::order]), ngrams_of(held_out, order)[::order]
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def tokens_that_occur(tokens, held_out, order, vocab_size):
    """Takes the tokens of the text for all that there are."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / max(1, len(set(tokens))) ** order, unseen / max(1, len(asked))


def all_unseen_of_nothing(tokens, held_out, order, vocab_size):
    """Says 1 of a held-out text without n-grams."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / len(asked) if asked else 1.0


def shares_swapped(tokens, held_out, order, vocab_size):
    """Returns the two in the other order."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return unseen / max(1, len(asked)), len(shown) / vocab_size**order


def counts(tokens, held_out, order, vocab_size):
    """Returns counts in place of shares."""
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    return len(shown), sum(gram not in shown for gram in asked)


def zeros(tokens, held_out, order, vocab_size):
    """Returns zeros."""
    return 0.0, 0.0


def joined_digits(tokens, held_out, order, vocab_size):
    """Joins the digits: 1, 12 and 11, 2 become the same."""

    def grams(text):
        return ["".join(map(str, gram)) for gram in ngrams_of(text, order)]

    shown, asked = set(grams(tokens)), grams(held_out)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def base_ten(tokens, held_out, order, vocab_size):
    """Makes one number of the tokens as if each had one digit."""

    def grams(text):
        return [sum(10**k * t for k, t in enumerate(gram)) for gram in ngrams_of(text, order)]

    shown, asked = set(grams(tokens)), grams(held_out)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def base_hundred(tokens, held_out, order, vocab_size):
    """Makes one number of the tokens as if each had two digits."""

    def grams(text):
        return [
            sum(100**k * t for k, t in enumerate(reversed(gram))) for gram in ngrams_of(text, order)
        ]

    shown, asked = set(grams(tokens)), grams(held_out)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))


def searched_in_the_text(tokens, held_out, order, vocab_size):
    """Searches an n-gram's text in the whole one, where it may begin or end inside a token."""
    text = " ".join(map(str, tokens))
    asked = [" ".join(map(str, gram)) for gram in ngrams_of(held_out, order)]
    unseen = sum(gram not in text for gram in asked)
    return len(set(ngrams_of(tokens, order))) / vocab_size**order, unseen / max(1, len(asked))


def four_at_most(tokens, held_out, order, vocab_size):
    """Looks at four tokens at most."""
    order = min(order, 4)
    shown, asked = set(ngrams_of(tokens, order)), ngrams_of(held_out, order)
    unseen = sum(gram not in shown for gram in asked)
    return len(shown) / vocab_size**order, unseen / max(1, len(asked))
