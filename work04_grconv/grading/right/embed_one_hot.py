"""Right solutions of the exercise "The one-hot view of an embedding"."""

import numpy as np
import torch

OBJECT = "work04_grconv.recurrent.one_hot:embed_one_hot"


def rows_of_an_identity(tokens, table):
    """A one-hot vector is a row of the identity matrix."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    return vectors, vectors @ table


def scattered_ones(tokens, table):
    """Write ones into zeros at the tokens' numbers."""
    shape = (tokens.shape[1], tokens.shape[0], table.shape[0])
    vectors = torch.zeros(shape, dtype=table.dtype).scatter_(2, tokens.T.unsqueeze(2), 1)
    return vectors, torch.matmul(vectors, table)


def place_by_place(tokens, table):
    """Loop over sentences and times."""
    batch, time = tokens.shape
    vectors = table.new_zeros(time, batch, table.shape[0])
    for row in range(batch):
        for step in range(time):
            vectors[step, row, tokens[row, step]] = 1
    return vectors, torch.einsum("tbv,vw->tbw", vectors, table)


def looked_up(tokens, table):
    """The product is the row that the token names."""
    vectors = (tokens.T.unsqueeze(-1) == torch.arange(table.shape[0])).type_as(table)
    return vectors, table[tokens.T]


def with_numpy(tokens, table):
    """NumPy makes the vectors, which need no gradient; torch the product."""
    ones = np.eye(table.shape[0])[tokens.numpy().T]
    vectors = torch.from_numpy(ones).to(table.dtype)
    return vectors, torch.nn.functional.linear(vectors, table.T)


def a_sum_over_the_vocabulary(tokens, table):
    """Add each row of the table where its token stands."""
    masks = [number == tokens.T for number in range(len(table))]
    vectors = torch.stack(masks, dim=2).to(table.dtype)
    total = sum(vectors[:, :, number, None] * row for number, row in enumerate(table))
    return vectors, total


def flat(tokens, table):
    """All places in one long row, one matrix product."""
    flat_tokens = tokens.T.reshape(-1)
    vectors = torch.zeros(flat_tokens.numel(), len(table), dtype=table.dtype)
    vectors[torch.arange(flat_tokens.numel()), flat_tokens] = 1.0
    product = vectors.mm(table)
    shape = (tokens.size(1), tokens.size(0))
    return vectors.view(*shape, -1), product.view(*shape, -1)


def batch_first_and_turned(tokens, table):
    """Make everything batch first, and turn it at the end."""
    vectors = torch.zeros(*tokens.shape, table.size(0), dtype=table.dtype)
    vectors.scatter_(-1, tokens[..., None], torch.ones_like(vectors))
    return vectors.transpose(0, 1), (vectors @ table).transpose(0, 1)


def selected_rows(tokens, table):
    """index_select for the product, differences of numbers for the vectors."""
    away = (tokens.T[:, :, None] - torch.arange(len(table))).abs()
    vectors = (1 - away).clamp(min=0).to(table.dtype)
    rows = table.index_select(0, tokens.T.flatten())
    return vectors, rows.unflatten(0, tokens.T.shape)


def a_step_at_a_time(tokens, table):
    """One time after the other, as a network reads."""
    identity = torch.eye(len(table)).to(table.dtype)
    steps = [identity[step] for step in tokens.unbind(dim=1)]
    return torch.stack(steps), torch.stack([step @ table for step in steps])
