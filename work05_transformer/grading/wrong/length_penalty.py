"""Mistakes in length_penalty: each function is one, and its docstring says which."""

OBJECT = "work05_transformer.decoding.beam_search:length_penalty"


def is_the_length(length, alpha):
    """The score is divided by the length itself."""
    return float(length**alpha)


def of_another_base(length, alpha):
    """The quotient is (6 + length) / 6."""
    return ((6 + length) / 6) ** alpha


def of_one(length, alpha):
    """There is no penalty."""
    return 1.0


def times_alpha(length, alpha):
    """The quotient is multiplied by α."""
    return (5 + length) / 6 * alpha
