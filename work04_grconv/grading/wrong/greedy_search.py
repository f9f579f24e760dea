"""Mistakes in greedy_search: each function is one, and its docstring says which."""

import torch

from work04_grconv.text.vocabulary import BEGIN, END

OBJECT = "work04_grconv.translation.beam_search:greedy_search"


def begins_with_the_end(step, state, longest):
    """Begins with END."""
    tokens = torch.full((len(state),), END)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def empty(step, state, longest):
    """Translates nothing."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [[] for row in rows]


def forgets_its_state(step, state, longest):
    """Asks each time from the first state."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, first)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def keeps_the_end(step, state, longest):
    """Returns END with the tokens."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END) + 1] if END in row else row for row in rows]


def never_ends(step, state, longest):
    """Does not take END while there is another token."""
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


def one_at_least(step, state, longest):
    """Writes a token where none is allowed."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(max(longest, 1)):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def one_too_short(step, state, longest):
    """Stops a token early."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest - 1):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def only_the_first(step, state, longest):
    """Translates each sentence like the first."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [rows[0][: rows[0].index(END)] if END in rows[0] else rows[0] for _ in rows]


def samples(step, state, longest):
    """Draws tokens."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = torch.multinomial(log_probabilities.exp(), 1)[:, 0].masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def second_best(step, state, longest):
    """Takes the second likeliest token."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.topk(2, dim=1).indices[:, 1].masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def stops_with_the_first(step, state, longest):
    """Stops the batch when its first sentence ends."""
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


def unfinished_is_empty(step, state, longest):
    """Gives up a sentence that has not ended."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1).masked_fill(ended, END)
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else [] for row in rows]


def unlikeliest(step, state, longest):
    """Takes the unlikeliest token that is possible."""
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    first, steps = state, []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = (
            log_probabilities.masked_fill(log_probabilities.isinf(), 9.0)
            .argmin(dim=1)
            .masked_fill(ended, END)
        )
        steps.append(tokens)
        ended = ended | (tokens == END)
    rows = torch.stack(steps, dim=1).tolist() if steps else [[] for _ in first]
    return [row[: row.index(END)] if END in row else row for row in rows]


def writes_after_the_end(step, state, longest):
    """Goes on writing after a sentence's END."""
    tokens = torch.full((len(state),), BEGIN)
    steps = []
    for _ in range(longest):
        log_probabilities, state = step(tokens, state)
        tokens = log_probabilities.argmax(dim=1)
        steps.append(tokens)
        if (tokens == END).all():
            break
    rows = torch.stack(steps, dim=1).tolist()
    return [[token for token in row if token != END] for row in rows]
