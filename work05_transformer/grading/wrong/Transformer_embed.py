"""Mistakes in Transformer.embed: each function is one, and its docstring says which."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"


def data(self, tokens, start=0):
    """The embedding's numbers are taken without their gradient."""
    embedded = self.embedding.weight.data[tokens] * math.sqrt(self.config.d_model)
    return self.dropout(self.positions(embedded, start))


def drops_before_positions(self, tokens, start=0):
    """Dropout acts on the embedding, before the positions are added."""
    embedded = self.dropout(self.embedding(tokens) * math.sqrt(self.config.d_model))
    return self.positions(embedded, start)


def ignores_start(self, tokens, start=0):
    """The first token always stands at position 0."""
    return self.dropout(self.positions(self.embedding(tokens) * math.sqrt(self.config.d_model)))


def scales_positions(self, tokens, start=0):
    """The positions are multiplied as well."""
    summed = self.positions(self.embedding(tokens), start)
    return self.dropout(summed * math.sqrt(self.config.d_model))


def without_dropout(self, tokens, start=0):
    """There is no dropout."""
    return self.positions(self.embedding(tokens) * math.sqrt(self.config.d_model), start)


def without_root(self, tokens, start=0):
    """Embeddings are not multiplied by √d."""
    return self.dropout(self.positions(self.embedding(tokens), start))
