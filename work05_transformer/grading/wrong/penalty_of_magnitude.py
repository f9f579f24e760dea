"""A penalty is subtracted."""

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"
CAUGHT_BY = "repetition_penalty"


def penalize_repetition(logits, previous, penalty):
    return logits.scatter(-1, previous, logits.gather(-1, previous) - penalty)
