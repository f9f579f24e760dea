"""Right solutions of embeddings and positions."""

import math

import torch
from torch.nn import functional as _functional

OBJECT = "work05_transformer.models.transformer:Transformer.embed"


def by_steps(self, tokens, start=0):
    """Embed, scale, add positions, drop, step by step."""
    features = self.embedding(tokens)
    features = features * self.config.d_model**0.5
    features = self.positions(features, start)
    return self.dropout(features)


def by_indexing(self, tokens, start=0):
    """Index the matrix."""
    features = self.embedding.weight[tokens] * math.sqrt(self.embedding.weight.shape[1])
    return self.dropout(self.positions(features, start))


def by_one_hot(self, tokens, start=0):
    """Multiply one-hot rows with the matrix."""
    weight = self.embedding.weight
    hot = _functional.one_hot(tokens, len(weight)).to(weight.dtype)
    return self.dropout(self.positions(hot @ weight * self.config.d_model**0.5, start))


def by_functions(self, tokens, start=0):
    """Use the functions of embedding and dropout."""
    features = _functional.embedding(tokens, self.embedding.weight).mul(
        math.sqrt(self.config.d_model)
    )
    features = self.positions(features, start=start)
    return _functional.dropout(features, self.config.dropout, self.training)


def by_a_scaled_matrix(self, tokens, start=0):
    """Scale the matrix before the look-up."""
    scaled = math.sqrt(self.config.d_model) * self.embedding.weight
    return self.dropout(self.positions(scaled[tokens], start))


def by_index_select(self, tokens, start=0):
    """Select rows of flat tokens."""
    rows_of = self.embedding.weight.index_select(0, tokens.flatten())
    features = rows_of.view(*tokens.shape, -1) / self.config.d_model**-0.5
    return self.dropout(self.positions(features, start))


def text_by_text(self, tokens, start=0):
    """Embed one text after the other."""
    root = self.embedding.embedding_dim**0.5
    texts = [self.positions(self.embedding(text)[None] * root, start) for text in tokens]
    return self.dropout(torch.cat(texts))


def by_added_zeros(self, tokens, start=0):
    """Ask the positions for what they add to zeros."""
    features = self.embedding(tokens)
    added = self.positions(torch.zeros_like(features), start)
    return self.dropout(torch.add(added, features, alpha=math.sqrt(self.config.d_model)))


def by_a_mask(self, tokens, start=0):
    """Draw the dropped features here."""
    features = self.positions(self.embedding(tokens) * math.sqrt(self.config.d_model), start)
    p = self.dropout.p
    if not self.training or p == 0:
        return features
    return features * (torch.rand_like(features) > p) / (1 - p)


def by_a_root_in_float32(self, tokens, start=0):
    """Multiply by the root of a tensor, which is in float32."""
    embedded = self.embedding(tokens) * torch.sqrt(torch.tensor(self.config.d_model))
    return self.dropout(self.positions(embedded, start))
