"""Does not add up log probabilities."""

import torch

from work04_grconv.text.vocabulary import BEGIN, END
from work04_grconv.translation.beam_search import NEVER, _Best, _row, normalized_score

OBJECT = "work04_grconv.translation.beam_search:beam_search"
CAUGHT_BY = "beam"


def beam_search(step, state, *, beam, longest, power=1.0):
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
