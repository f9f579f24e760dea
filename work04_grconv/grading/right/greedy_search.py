"""Right solutions of the exercise "Greedy search"."""

import itertools

import torch

from work04_grconv.text.vocabulary import BEGIN, END

OBJECT = "work04_grconv.translation.beam_search:greedy_search"


def sentence_by_sentence(step, state, longest):
    """Translate one sentence to its end before the next one begins."""
    translations = []
    for row in range(len(state)):
        tokens, here, last = [], state[row : row + 1], torch.tensor([BEGIN])
        while len(tokens) < longest:
            chances, here = step(last, here)
            last = chances.argmax(dim=1)
            if last.item() == END:
                break
            tokens.append(last.item())
        translations.append(tokens)
    return translations


def lists_that_grow(step, state, longest):
    """A list and a mark for each sentence."""
    rows = [[] for _ in range(len(state))]
    open_rows = set(range(len(state)))
    tokens = torch.tensor([BEGIN] * len(state))
    for _ in range(longest):
        chances, state = step(tokens, state)
        _, tokens = chances.max(dim=1)
        for row in sorted(open_rows):
            token = int(tokens[row])
            if token == END:
                open_rows.discard(row)
            else:
                rows[row].append(token)
        if not open_rows:
            break
    return rows


def by_recursion(step, state, longest):
    """The first tokens, and what follows them."""

    def follow(tokens, state, left):
        if left == 0:
            return [[] for _ in tokens]
        chances, state = step(tokens, state)
        chosen = chances.topk(1, dim=1).indices[:, 0]
        rest = follow(chosen, state, left - 1)
        return [
            [] if token == END else [token, *others]
            for token, others in zip(chosen.tolist(), rest, strict=True)
        ]

    return follow(torch.full((state.shape[0],), BEGIN), state, longest)


def only_open_rows(step, state, longest):
    """Ask the model for sentences alone that have not ended."""
    written = [[] for _ in state]
    rows, tokens = list(range(len(state))), torch.full((len(state),), BEGIN)
    for _ in range(longest):
        if not rows:
            break
        chances, state = step(tokens, state)
        tokens = torch.argmax(chances, dim=-1)
        alive = tokens != END
        rows = [row for row, going in zip(rows, alive.tolist(), strict=True) if going]
        tokens, state = tokens[alive], state[alive]
        for row, token in zip(rows, tokens.tolist(), strict=True):
            written[row].append(token)
    return written


def a_table_of_ends(step, state, longest):
    """Write into a table that is full of ENDs."""
    table = torch.full((len(state), longest + 1), END)
    tokens = torch.full((len(state),), BEGIN)
    ended = torch.zeros(len(state), dtype=torch.bool)
    for place in range(longest):
        chances, state = step(tokens, state)
        tokens = torch.where(ended, END, chances.argmax(1))
        table[:, place] = tokens
        ended |= tokens.eq(END)
    lengths = (table == END).int().argmax(dim=1)
    return [row[:length].tolist() for row, length in zip(table, lengths, strict=True)]


def with_numpy(step, state, longest):
    """Let NumPy find the largest; the tokens stay NumPy's."""
    columns, tokens = [], torch.full((len(state),), BEGIN)
    while len(columns) < longest:
        chances, state = step(tokens, state)
        columns.append(chances.numpy().argmax(axis=1))
        tokens = torch.from_numpy(columns[-1])
    rows = zip(*columns, strict=True) if columns else [()] * len(state)
    return [list(itertools.takewhile(lambda token: token != END, row)) for row in rows]


def sorted_chances(step, state, longest):
    """Sort all tokens, and cut everything after the first END with a running product."""
    places, tokens = [], torch.full((len(state),), BEGIN)
    for _ in range(longest):
        chances, state = step(tokens, state)
        tokens = chances.sort(dim=1, descending=True).indices[:, 0]
        places.append(tokens)
    if not places:
        return [[] for _ in range(state.shape[0])]
    written = torch.stack(places)
    going = (written != END).cumprod(dim=0).sum(dim=0)
    return [written[:n, row].tolist() for row, n in enumerate(going.tolist())]


def a_generator(step, state, longest):
    """A generator gives the tokens of all sentences, place by place."""

    def places():
        tokens, here = torch.tensor([BEGIN]).expand(len(state)), state
        while True:
            chances, here = step(tokens, here)
            tokens = chances.argmax(dim=1)
            yield tokens.tolist()

    rows = [[] for _ in range(len(state))]
    for place in itertools.islice(places(), longest):
        for row, token in zip(rows, place, strict=True):
            if not (row and row[-1] == END):
                row.append(token)
    return [row[:-1] if row and row[-1] == END else row for row in rows]


def words_by_comparison(step, state, longest):
    """Compare tokens one by one, as strings of numbers."""
    texts = ["" for _ in range(len(state))]
    tokens = [BEGIN] * len(state)
    for _ in range(longest):
        chances, state = step(torch.tensor(tokens), state)
        tokens = [max(range(len(row)), key=row.__getitem__) for row in chances.tolist()]
        texts = [f"{text} {token}" for text, token in zip(texts, tokens, strict=True)]
    cut = [f"{text} ".partition(f" {END} ")[0] for text in texts]
    return [[int(token) for token in text.split()] for text in cut]


def asks_ahead(step, state, longest):
    """Ask the model before the loop, and at the end of each round, also after the last token."""
    chances, state = step(torch.full((len(state),), BEGIN), state)
    rows, open_rows = [[] for _ in range(len(state))], set(range(len(state)))
    for _ in range(longest):
        tokens = chances.argmax(dim=1)
        open_rows -= set((tokens == END).nonzero().flatten().tolist())
        for row in open_rows:
            rows[row].append(tokens[row].item())
        if not open_rows:
            break
        chances, state = step(tokens, state)
    return rows
