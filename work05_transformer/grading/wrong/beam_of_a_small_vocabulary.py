"""Each hypothesis must have as many continuations as the beam is wide."""

OBJECT = "work05_transformer.decoding.beam_search:best_continuations"
CAUGHT_BY = "beam_step"


def best_continuations(scores, log_probabilities):
    width = scores.shape[1]
    sums, tokens = (scores[:, :, None] + log_probabilities).topk(width, dim=-1)
    best, places = sums.flatten(1).topk(width)
    return best, places // width, tokens.flatten(1).gather(1, places)
