"""The one-hot view: a token as a vector of zeros with a single one, and an embedding as a product.

Textbooks hand a recurrent network one-hot vectors, (time, batch, vocabulary) (Dive into Deep
Learning, section 9.5). A product with such a vector picks a row:

    e_i E = E_i          the i-th row of the table E (vocabulary, width)

so an embedding looks up what that product would compute, without its zeros. And since
W_ih (E_i) = (W_ih Eᵀ) e_i, a network with an embedding is one that reads one-hot vectors, with
W_ih Eᵀ for its input's weights.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.recurrent.cells import Weights


def embed_one_hot(
    tokens: Int64[Tensor, "batch time"], table: Float[Tensor, "vocabulary width"]
) -> tuple[Float[Tensor, "time batch vocabulary"], Float[Tensor, "time batch width"]]:
    """Return tokens as one-hot vectors, time first, and the product of these with the table.

    Both have the table's dtype. Autograd goes back to the table: each row gets the sum over the
    places where its token stands. `torch.nn.functional.one_hot`, `embedding` and `embedding_bag`,
    which look the rows up, are not to be called here.

    Args:
        tokens: each below the vocabulary's size.
        table: a row for each token.
    """
    numbers = torch.arange(len(table), device=tokens.device)
    vectors = (tokens.T[:, :, None] == numbers).to(table.dtype)
    return vectors, vectors @ table


def without_embedding(table: Float[Tensor, "vocabulary width"], weights: Weights) -> Weights:
    """Return the weights with which a cell reads one-hot vectors as it reads rows of `table`."""
    return replace(weights, weight_ih=weights.weight_ih @ table.T)
