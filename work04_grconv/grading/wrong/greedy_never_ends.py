"""Does not take END while there is another token."""

import torch

from work04_grconv.text.vocabulary import BEGIN, END

OBJECT = "work04_grconv.translation.beam_search:greedy_search"
CAUGHT_BY = "greedy"


def greedy_search(step, state, longest):
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.index_fill(1, torch.tensor([END]), -1e9).argmax(dim=1)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]
