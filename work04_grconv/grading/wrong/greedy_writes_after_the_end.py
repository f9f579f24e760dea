"""Goes on writing after a sentence's END."""

import torch

from work04_grconv.vocabulary import BEGIN, END

OBJECT = "work04_grconv.beam_search:greedy_search"
CAUGHT_BY = "greedy"


def greedy_search(step, state, longest):
    tokens = torch.full((len(state),), BEGIN)
    found = []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1)
        found.append(tokens)
        if (tokens == END).all():
            break
    rows = torch.stack(found, dim=1).tolist()
    return [[token for token in row if token != END] for row in rows]
