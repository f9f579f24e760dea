"""Continuations are compared by their last token alone."""

OBJECT = "work05_transformer.decoding.beam_search:best_continuations"
CAUGHT_BY = "beam_step"


def best_continuations(scores, log_probabilities):
    vocab_size = log_probabilities.shape[-1]
    best, places = log_probabilities.flatten(1).topk(scores.shape[1])
    return best, places // vocab_size, places % vocab_size
