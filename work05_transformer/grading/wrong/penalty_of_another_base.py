"""The quotient is (6 + length) / 6."""

OBJECT = "work05_transformer.decoding.beam_search:length_penalty"
CAUGHT_BY = "length_penalty"


def length_penalty(length, alpha):
    return ((6 + length) / 6) ** alpha
