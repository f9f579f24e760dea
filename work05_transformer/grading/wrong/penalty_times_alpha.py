"""The quotient is multiplied by α."""

OBJECT = "work05_transformer.decoding.beam_search:length_penalty"
CAUGHT_BY = "length_penalty"


def length_penalty(length, alpha):
    return (5 + length) / 6 * alpha
