"""Each hypothesis goes on by its own best token."""

OBJECT = "work05_transformer.decoding.beam_search:best_continuations"
CAUGHT_BY = "beam_step"


def best_continuations(scores, log_probabilities):
    best, tokens = log_probabilities.max(-1)
    totals, parents = (scores + best).sort(dim=1, descending=True)
    return totals, parents, tokens.gather(1, parents)
