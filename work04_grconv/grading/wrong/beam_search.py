"""Mistakes in beam_search: each function is one, and its docstring says which."""

import torch

from work04_grconv.text.vocabulary import BEGIN, END
from work04_grconv.translation.beam_search import NEVER, Hypothesis, _Best, _row, normalized_score

OBJECT = "work04_grconv.translation.beam_search:beam_search"


def all_rows_alike(step, state, *, beam, longest, power=1.0):
    """Lets all rows of a sentence begin, so that they stay alike."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, :] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def end_for_nothing(step, state, *, beam, longest, power=1.0):
    """Ends at the last step without the probability of END."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
            scored[:, END] = 0
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def forgets_whose_words(step, state, *, beam, longest, power=1.0):
    """Keeps the old beginnings in their rows when others move up."""
    batch, device = len(state), state.device
    first_rows = beam * torch.arange(batch, device=device)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN, device=device)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def greedy(step, state, *, beam, longest, power=1.0):
    """Is greedy, whatever the beam."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        log_probability[:, 1:] = NEVER
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def half(step, state, *, beam, longest, power=1.0):
    """Looks at the beam likeliest continuations alone."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(beam)
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def keeps_the_end(step, state, *, beam, longest, power=1.0):
    """Returns END with the tokens."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return [Hypothesis((*h.tokens, END), h.log_probability, h.score) for h in best.hypotheses()]


def last_end_wins(step, state, *, beam, longest, power=1.0):
    """Takes the last translation, not the best."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.score = torch.where(ended > NEVER, best.score + NEVER, best.score)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (
            normalized_score(log_probability[:, 0], longest, power) <= best.score
        ).all() and length > 2:
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def last_step_need_not_end(step, state, *, beam, longest, power=1.0):
    """Leaves out what has not ended by the last step."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored = scored.clone()
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def length_without_the_end(step, state, *, beam, longest, power=1.0):
    """Divides by the length without END."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(
            ended, max(length - 1, 1), power, _row(written, rows.gather(1, column[:, None])[:, 0])
        )

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def multiplies_by_length(step, state, *, beam, longest, power=1.0):
    """Multiplies by length^power."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, -power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, 0.0) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def not_normalized(step, state, *, beam, longest, power=1.0):
    """Compares translations by their probability, whatever the power."""
    batch, device = len(state), state.device
    first_rows = beam * torch.arange(batch, device=device)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN, device=device)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, 0.0, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def one_for_each_beginning(step, state, *, beam, longest, power=1.0):
    """Keeps the best continuation of each beginning."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, words = continued.topk(2, dim=2)
        rows = torch.arange(beam)[None, :, None].expand_as(words).flatten(1)
        likeliest, words = likeliest.flatten(1), words.flatten(1)

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def one_too_short(step, state, *, beam, longest, power=1.0):
    """Stops a token early."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, max(longest - 1, 1) + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == max(longest - 1, 1):
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def probability_of_the_last_token(step, state, *, beam, longest, power=1.0):
    """Does not add up log probabilities."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = torch.where(log_probability > NEVER, 0.0, NEVER)[:, :, None] + scored.view(
            batch, beam, size
        )
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def score_is_log_probability(step, state, *, beam, longest, power=1.0):
    """Returns the log probability for the score."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return [Hypothesis(h.tokens, h.log_probability, h.log_probability) for h in best.hypotheses()]


def state_not_reordered(step, state, *, beam, longest, power=1.0):
    """Goes on with the states in their old rows."""
    batch, device = len(state), state.device
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN, device=device)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        tokens = words.flatten()
    return best.hypotheses()


def stops_at_the_first_end(step, state, *, beam, longest, power=1.0):
    """Stops when each sentence has a translation."""
    batch, device = len(state), state.device
    first_rows = beam * torch.arange(batch, device=device)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN, device=device)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (best.score > NEVER).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def stops_by_the_first_sentence(step, state, *, beam, longest, power=1.0):
    """Stops when the first sentence is decided."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score)[0]:
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def stops_too_soon(step, state, *, beam, longest, power=1.0):
    """Compares beginnings by their present length when it decides to stop."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], length, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def wider(step, state, *, beam, longest, power=1.0):
    """Looks at all continuations."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).sort(dim=1, descending=True)
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return best.hypotheses()


def zeros(step, state, *, beam, longest, power=1.0):
    """Returns nothing with scores of 0."""
    batch = len(state)
    first_rows = beam * torch.arange(batch)[:, None]
    state = state.repeat_interleave(beam, dim=0)
    tokens = torch.full((batch * beam,), BEGIN)
    log_probability = state.new_full((batch, beam), NEVER)
    log_probability[:, 0] = 0
    written = tokens.new_full((batch, beam, longest), END)
    best = _Best(written[:, 0].clone(), *(log_probability[:, 0] + NEVER for _ in range(2)))
    for length in range(1, longest + 1):
        scored, state = step(tokens, state)
        size = scored.shape[1]
        if length == longest:
            scored[:, :END] = scored[:, END + 1 :] = NEVER
        continued = log_probability[:, :, None] + scored.view(batch, beam, size)
        likeliest, places = continued.flatten(start_dim=1).topk(min(2 * beam, beam * size))
        rows, words = places // size, places % size

        ended, column = likeliest.masked_fill(words != END, NEVER).max(dim=1)
        best.improve(ended, length, power, _row(written, rows.gather(1, column[:, None])[:, 0]))

        log_probability, kept = likeliest.masked_fill(words == END, NEVER).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        written = written.gather(1, rows[:, :, None].expand_as(written))
        written[:, :, length - 1] = words
        if (normalized_score(log_probability[:, 0], longest, power) <= best.score).all():
            break
        state, tokens = state[(first_rows + rows).flatten()], words.flatten()
    return [Hypothesis((), 0.0, 0.0) for h in best.hypotheses()]
