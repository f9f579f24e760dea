"""There is no penalty."""

OBJECT = "work05_transformer.decoding.beam_search:length_penalty"
CAUGHT_BY = "length_penalty"


def length_penalty(length, alpha):
    return 1.0
