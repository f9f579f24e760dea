"""Mistakes in best_continuations: each function is one, and its docstring says which."""

OBJECT = "work05_transformer.decoding.beam_search:best_continuations"


def detached(scores, log_probabilities):
    """The scores have no gradient."""
    size = log_probabilities.shape[-1]
    best, places = (
        (scores[:, :, None] + log_probabilities).detach().flatten(1).topk(scores.shape[1])
    )
    return best, places // size, places % size


def divides_by_the_width(scores, log_probabilities):
    """Places are divided by the width instead of by the vocabulary."""
    width = scores.shape[1]
    best, places = (scores[:, :, None] + log_probabilities).flatten(1).topk(width)
    return best, places // width, places % width


def each_hypothesis_its_best(scores, log_probabilities):
    """Each hypothesis goes on by its own best token."""
    best, tokens = log_probabilities.max(-1)
    totals, parents = (scores + best).sort(dim=1, descending=True)
    return totals, parents, tokens.gather(1, parents)


def exchanged(scores, log_probabilities):
    """Tokens and hypotheses are exchanged."""
    size = log_probabilities.shape[-1]
    best, places = (scores[:, :, None] + log_probabilities).flatten(1).topk(scores.shape[1])
    return best, places % size, places // size


def forgets_scores(scores, log_probabilities):
    """Continuations are compared by their last token alone."""
    vocab_size = log_probabilities.shape[-1]
    best, places = log_probabilities.flatten(1).topk(scores.shape[1])
    return best, places // vocab_size, places % vocab_size


def of_a_small_vocabulary(scores, log_probabilities):
    """Each hypothesis must have as many continuations as the beam is wide."""
    width = scores.shape[1]
    sums, tokens = (scores[:, :, None] + log_probabilities).topk(width, dim=-1)
    best, places = sums.flatten(1).topk(width)
    return best, places // width, tokens.flatten(1).gather(1, places)


def unsorted(scores, log_probabilities):
    """The best come in any order, not best first."""
    size = log_probabilities.shape[-1]
    sums = (scores[:, :, None] + log_probabilities).flatten(1)
    places = sums.topk(scores.shape[1]).indices.sort(dim=1).values
    return sums.gather(1, places), places // size, places % size
