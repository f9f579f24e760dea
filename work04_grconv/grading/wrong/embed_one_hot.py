"""Mistakes in embed_one_hot: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.recurrent.one_hot:embed_one_hot"


def batch_first(tokens, table):
    """Leaves the batch in front."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens]
    return vectors, vectors @ table


def viewed(tokens, table):
    """Takes another shape for another order of axes."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.reshape(tokens.T.shape)]
    return vectors, vectors @ table


def counted_from_one(tokens, table):
    """Puts the one a place too far."""
    vectors = torch.eye(len(table), dtype=table.dtype)[(tokens.T + 1) % len(table)]
    return vectors, vectors @ table


def whole_numbers(tokens, table):
    """Returns vectors of whole numbers."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    return vectors.long(), vectors @ table


def single_precision(tokens, table):
    """Makes float32 of everything."""
    vectors = torch.eye(len(table))[tokens.T]
    return vectors, vectors @ table.float()


def double_precision(tokens, table):
    """Makes float64 of everything."""
    vectors = torch.eye(len(table), dtype=torch.float64)[tokens.T]
    return vectors, vectors @ table.double()


def table_detached(tokens, table):
    """Cuts the table off."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    return vectors, vectors @ table.detach()


def by_numpy(tokens, table):
    """Multiplies in NumPy, without a gradient."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    return vectors, torch.from_numpy(vectors.numpy() @ table.detach().numpy())


def scaled(tokens, table):
    """Divides by the vocabulary's size."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T] / len(table)
    return vectors, vectors @ table


def by_the_library(tokens, table):
    """Calls the library's one_hot."""
    vectors = torch.nn.functional.one_hot(tokens.T, len(table)).to(table.dtype)
    return vectors, vectors @ table


def looked_up_by_the_library(tokens, table):
    """Calls the library's embedding."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    return vectors, torch.nn.functional.embedding(tokens.T, table)


def zeros(tokens, table):
    """Returns zeros."""
    time, batch = tokens.T.shape
    return table.new_zeros(time, batch, len(table)), table.new_zeros(time, batch, table.shape[1])


def cumulative(tokens, table):
    """Marks all tokens up to the one."""
    vectors = (tokens.T[:, :, None] >= torch.arange(len(table))).to(table.dtype)
    return vectors, vectors @ table


def by_a_bag_of_one(tokens, table):
    """A ready function looks the rows up, in bags of one token."""
    vectors = torch.eye(len(table), dtype=table.dtype)[tokens.T]
    bags = tokens.T.reshape(-1, 1)
    rows = torch.nn.functional.embedding_bag(bags, table, mode="sum")
    return vectors, rows.reshape(*tokens.T.shape, -1)
