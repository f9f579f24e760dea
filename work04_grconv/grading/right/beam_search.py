"""Right solutions of the exercise "Beam search"."""

import heapq
import math
from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import torch

from work04_grconv.text.vocabulary import BEGIN, END
from work04_grconv.translation.beam_search import Hypothesis

OBJECT = "work04_grconv.translation.beam_search:beam_search"


def sentence_by_sentence(step, state, *, beam, longest, power=1.0):
    """Sort lists of beginnings, one sentence after the other."""
    found = []
    for row in range(len(state)):
        beginnings, best = [((), 0.0, state[row])], None
        for length in range(1, longest + 1):
            last = torch.tensor([tokens[-1] if tokens else BEGIN for tokens, _, _ in beginnings])
            scored, after = step(last, torch.stack([s for _, _, s in beginnings]))
            continued = []
            for (tokens, log_p, _), scores, new in zip(
                beginnings, scored.tolist(), after, strict=True
            ):
                for token, score in enumerate(scores):
                    if score > -math.inf and (token == END or length < longest):
                        continued.append((log_p + score, tokens, token, new))
            continued.sort(key=lambda item: -item[0])
            beginnings = []
            for log_p, tokens, token, new in continued[: 2 * beam]:
                if token == END:
                    score = log_p / length**power
                    if best is None or score > best.score:
                        best = Hypothesis(tokens, log_p, score)
                elif len(beginnings) < beam:
                    beginnings.append(((*tokens, token), log_p, new))
            if not beginnings:
                break
        found.append(best)
    return found


def largest_of_a_heap(step, state, *, beam, longest, power=1.0):
    """Take the likeliest continuations from a heap, for all sentences step by step."""
    batch = len(state)
    alive = [[(0.0, (), state[b])] for b in range(batch)]
    ended = [[] for _ in range(batch)]
    for length in range(1, longest + 1):
        for b in range(batch):
            if not alive[b]:
                continue
            last = torch.tensor([(BEGIN, *tokens)[-1] for _, tokens, _ in alive[b]])
            scored, after = step(last, torch.stack([s for *_, s in alive[b]]))
            allowed = [END] if length == longest else range(scored.shape[1])
            numbers = scored.tolist()
            candidates = (
                (log_p + numbers[k][token], k, token)
                for k, (log_p, _, _) in enumerate(alive[b])
                for token in allowed
                if numbers[k][token] != -math.inf
            )
            top = heapq.nlargest(2 * beam, candidates)
            ended[b] += [(p / length**power, p, alive[b][k][1]) for p, k, t in top if t == END]
            going = [(p, (*alive[b][k][1], t), after[k]) for p, k, t in top if t != END]
            alive[b] = going[:beam]
    best = [max(candidates) for candidates in ended]
    return [Hypothesis(tokens, log_p, score) for score, log_p, tokens in best]


def without_an_early_stop(step, state, *, beam, longest, power=1.0):
    """Tensors for the whole batch, to the last step always; keep every ended one to the end."""
    batch = len(state)
    state = state.repeat_interleave(beam, 0)
    log_p = torch.full((batch, beam), -torch.inf, dtype=state.dtype)
    log_p[:, 0] = 0
    last, paths = torch.full((batch * beam,), BEGIN), [[()] * beam for _ in range(batch)]
    ended = [[] for _ in range(batch)]
    offset = torch.arange(batch)[:, None] * beam
    for length in range(1, longest + 1):
        scored, state = step(last, state)
        size = scored.shape[1]
        total = (log_p.view(-1, 1) + scored).view(batch, -1)
        if length == longest:
            total = torch.where(torch.arange(total.shape[1]) % size == END, total, -torch.inf)
        order = total.argsort(dim=1, descending=True)[:, : 2 * beam]
        chosen = [[] for _ in range(batch)]
        for b in range(batch):
            for place in order[b].tolist():
                row, token = divmod(place, size)
                if token == END:
                    number = total[b, place].item()
                    ended[b].append((number / length**power, number, paths[b][row]))
                else:
                    chosen[b].append((place, row, token))
            chosen[b] = chosen[b][:beam]
        rows = torch.tensor([[row for _, row, _ in some] for some in chosen])
        last = torch.tensor([[token for *_, token in some] for some in chosen]).flatten()
        log_p = total.gather(1, torch.tensor([[place for place, *_ in some] for some in chosen]))
        paths = [[(*paths[b][row], t) for _, row, t in some] for b, some in enumerate(chosen)]
        state = state[(offset + rows).flatten()]
    best = [max(some, key=lambda e: e[0]) for some in ended]
    return [Hypothesis(path, number, score) for score, number, path in best]


def by_recursion(step, state, *, beam, longest, power=1.0):
    """The best of what ends now and of what the beginnings become."""
    beginning = namedtuple("beginning", "log_p tokens state")

    def best_from(beginnings, length):
        if not beginnings:
            return []
        tokens = torch.tensor([b.tokens[-1] for b in beginnings])
        scored, states = step(tokens, torch.stack([b.state for b in beginnings]))
        if length == longest:
            only_end = torch.full_like(scored, -torch.inf)
            only_end[:, END] = scored[:, END]
            scored = only_end
        total = scored + torch.tensor([b.log_p for b in beginnings], dtype=scored.dtype)[:, None]
        values, places = total.flatten().sort(descending=True, stable=True)
        ended, going = [], []
        for value, place in zip(
            values[: 2 * beam].tolist(), places[: 2 * beam].tolist(), strict=True
        ):
            row, token = divmod(place, scored.shape[1])
            if value == -math.inf:
                break
            if token == END:
                ended.append(Hypothesis(beginnings[row].tokens[1:], value, value / length**power))
            else:
                going.append(beginning(value, (*beginnings[row].tokens, token), states[row]))
        return ended + best_from(going[:beam], length + 1)

    return [
        max(best_from([beginning(0.0, (BEGIN,), row)], 1), key=lambda h: h.score) for row in state
    ]


def traced_back(step, state, *, beam, longest, power=1.0):
    """Write down where each beginning came from, and trace the best one back at the end."""
    batch = state.shape[0]
    state, last = state.repeat_interleave(beam, 0), torch.full((batch * beam,), BEGIN)
    log_p = state.new_full((batch, beam), -torch.inf)
    log_p[:, 0] = 0.0
    parents, words = [], []  # at each step: (batch, beam)
    best = [(-math.inf, -math.inf, 0, 0)] * batch  # score, log P, length, row of its beginning
    for length in range(1, longest + 1):
        scored, state = step(last, state)
        scored = scored.clone().view(batch, beam, -1)
        if length == longest:
            mask = torch.ones(scored.shape[2], dtype=torch.bool)
            mask[END] = False
            scored.masked_fill_(mask, -torch.inf)
        total = log_p.unsqueeze(2) + scored
        values, places = total.flatten(1).sort(dim=1, descending=True)
        values, places = values[:, : 2 * beam], places[:, : 2 * beam]
        rows = torch.div(places, scored.shape[2], rounding_mode="floor")
        tokens = places - rows * scored.shape[2]
        for b, k in (tokens == END).nonzero().tolist():
            score = values[b, k].item() / length**power
            if score > best[b][0]:
                best[b] = (score, values[b, k].item(), length, int(rows[b, k]))
        others = torch.stack([(tokens[b] != END).nonzero().flatten()[:beam] for b in range(batch)])
        log_p = values.gather(1, others)
        parents.append(rows.gather(1, others))
        words.append(tokens.gather(1, others))
        last = words[-1].flatten()
        state = state.view(batch, beam, -1)[torch.arange(batch)[:, None], parents[-1]].flatten(0, 1)
    hypotheses = []
    for b, (score, number, length, row) in enumerate(best):
        tokens = []
        for time in range(length - 2, -1, -1):
            tokens.insert(0, int(words[time][b, row]))
            row = int(parents[time][b, row])
        hypotheses.append(Hypothesis(tuple(tokens), number, score))
    return hypotheses


def with_numpy(step, state, *, beam, longest, power=1.0):
    """Choose with argpartition, in NumPy; numbers stay NumPy's, tokens are a list."""
    found = []
    for start in state.unbind():
        tokens, logs, here = [[]], np.zeros(1), start[None]
        best = (-np.inf, None, None)
        for length in range(1, longest + 1):
            last = torch.tensor([path[-1] if path else BEGIN for path in tokens])
            scored, here = step(last, here)
            total = logs[:, None] + scored.numpy()
            if length == longest:
                total[:, np.arange(total.shape[1]) != END] = -np.inf
            flat = total.ravel()
            top = np.argpartition(-flat, min(2 * beam, flat.size) - 1)[: 2 * beam]
            top = top[np.isfinite(flat[top])]
            top = top[np.argsort(-flat[top])]
            rows, words = np.unravel_index(top, total.shape)
            for row, place in zip(rows[words == END], top[words == END], strict=True):
                score = flat[place] / np.float64(length) ** power
                if score > best[0]:
                    best = (score, flat[place], tokens[row])
            keep = np.flatnonzero(words != END)[:beam]
            if not keep.size:
                break
            tokens = [[*tokens[rows[k]], int(words[k])] for k in keep]
            logs, here = flat[top[keep]], here[torch.from_numpy(rows[keep])]
        found.append(Hypothesis(best[2], best[1], best[0]))
    return found


def each_sentence_stops_alone(step, state, *, beam, longest, power=1.0):
    """One call of the model for all open beginnings; a sentence leaves when it is decided."""

    @dataclass
    class Beginning:
        sentence: int
        tokens: tuple
        log_p: float
        state: torch.Tensor

    open_ones = [Beginning(b, (), 0.0, state[b]) for b in range(len(state))]
    best = {}
    for length in range(1, longest + 1):
        if not open_ones:
            break
        last = torch.tensor([o.tokens[-1] if length > 1 else BEGIN for o in open_ones])
        scored, after = step(last, torch.stack([o.state for o in open_ones]))
        grown = {o.sentence: [] for o in open_ones}
        for o, scores, new in zip(open_ones, scored, after, strict=True):
            for token in [END] if length == longest else torch.isfinite(scores).nonzero().flatten():
                log_p = o.log_p + scores[token].item()
                grown[o.sentence].append(Beginning(o.sentence, (*o.tokens, int(token)), log_p, new))
        open_ones = []
        for b, candidates in grown.items():
            candidates = sorted(candidates, key=lambda o: o.log_p, reverse=True)[: 2 * beam]
            for o in candidates:
                score = o.log_p / length**power
                if o.tokens[-1] == END and (b not in best or score > best[b].score):
                    best[b] = Hypothesis(o.tokens[:-1], o.log_p, score)
            going = [o for o in candidates if o.tokens[-1] != END][:beam]
            bound = max((o.log_p for o in going), default=-math.inf) / longest**power
            if b not in best or bound > best[b].score:
                open_ones += going
    return [best[b] for b in range(len(state))]


def linked_beginnings(step, state, *, beam, longest, power=1.0):
    """A beginning points to the one that it continues; tokens are read along the links."""
    root = object()
    layers = {b: [(root, BEGIN, 0.0, state[b])] for b in range(len(state))}
    winners = dict.fromkeys(layers, (-math.inf, None, 0.0))
    for length in range(1, longest + 1):
        for b, layer in layers.items():
            if not layer:
                continue
            scored, after = step(
                torch.tensor([token for _, token, _, _ in layer]),
                torch.stack([here for *_, here in layer]),
            )
            pool = []
            for link, scores, here in zip(layer, scored, after, strict=True):
                for token, score in enumerate(scores.tolist()):
                    if not math.isinf(score) and not (length == longest and token != END):
                        pool.append((link, token, link[2] + score, here))
            pool.sort(key=lambda item: item[2], reverse=True)
            pool = pool[: beam + beam]
            for link, token, log_p, _ in pool:
                if token == END and log_p * length**-power > winners[b][0]:
                    winners[b] = (log_p * length**-power, link, log_p)
            layers[b] = [item for item in pool if item[1] != END][:beam]
    hypotheses = []
    for score, link, log_p in winners.values():
        tokens = []
        while link[0] is not root:
            tokens.append(link[1])
            link = link[0]
        hypotheses.append(Hypothesis(tuple(reversed(tokens)), log_p, score))
    return hypotheses


def ends_and_others_apart(step, state, *, beam, longest, power=1.0):
    """Rank the others among themselves; an end counts if fewer than 2·beam are likelier."""
    found = []
    for b in range(len(state)):
        paths, logs, here = (
            torch.empty(1, 0, dtype=torch.long),
            state.new_zeros(1),
            state[b : b + 1],
        )
        best = Hypothesis((), -math.inf, -math.inf)
        for length in range(1, longest + 1):
            last = paths[:, -1] if length > 1 else torch.tensor([BEGIN])
            scored, here = step(last, here)
            total = logs[:, None] + scored
            others = total.clone()
            others[:, END] = -torch.inf
            if length == longest:
                others.fill_(-torch.inf)
            everything = torch.cat((others.flatten(), total[:, END]))
            for row, log_p in enumerate(total[:, END].tolist()):
                score = log_p / length**power
                if (everything > log_p).sum() < 2 * beam and score > best.score:
                    best = Hypothesis(tuple(paths[row].tolist()), log_p, score)
            count = int(min(beam, torch.isfinite(others).sum()))
            if count == 0:
                break
            logs, places = others.flatten().topk(count)
            rows = places // others.shape[1]
            paths = torch.cat((paths[rows], (places % others.shape[1])[:, None]), dim=1)
            here = here[rows]
        found.append(best)
    return found


def whole_batch_asks_ahead(step, state, *, beam, longest, power=1.0):
    """Ask for the next log probabilities at the end of each round, also of the last one."""
    batch = len(state)
    scored, state = step(torch.full((batch * beam,), BEGIN), state.repeat_interleave(beam, 0))
    log_p = state.new_full((batch, beam), -torch.inf)
    log_p[:, 0] = 0
    paths, best = [[()] * beam for _ in range(batch)], [None] * batch
    first_rows = torch.arange(batch)[:, None] * beam
    for length in range(1, longest + 1):
        size = scored.shape[1]
        total = (log_p.view(-1, 1) + scored).view(batch, -1)
        if length == longest:
            total = torch.where(torch.arange(total.shape[1]) % size == END, total, -torch.inf)
        values, places = total.topk(min(2 * beam, total.shape[1]))
        rows, words = places // size, places % size
        for b, k in ((words == END) & (values > -torch.inf)).nonzero().tolist():
            number = values[b, k].item()
            if best[b] is None or number / length**power > best[b].score:
                best[b] = Hypothesis(paths[b][rows[b, k]], number, number / length**power)
        log_p, kept = values.masked_fill(words == END, -torch.inf).topk(beam)
        rows, words = rows.gather(1, kept), words.gather(1, kept)
        paths = [
            [(*path[row], word) for row, word in zip(some.tolist(), following, strict=True)]
            for path, some, following in zip(paths, rows, words.tolist(), strict=True)
        ]
        scored, state = step(words.flatten(), state[(first_rows + rows).flatten()])
    return best
