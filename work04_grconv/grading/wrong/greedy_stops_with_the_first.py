"""Stops the batch when its first sentence ends."""

import torch

from work04_grconv.text.vocabulary import BEGIN, END

OBJECT = "work04_grconv.translation.beam_search:greedy_search"
CAUGHT_BY = "greedy"


def greedy_search(step, state, longest):
    tokens = torch.full((len(state),), BEGIN)
    steps = []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1)
        steps.append(tokens)
        if (tokens == END).any():
            break
    rows = torch.stack(steps, dim=1).tolist()
    return [row[: row.index(END)] if END in row else row for row in rows]
