"""Dropout acts on the embedding, before the positions are added."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"
CAUGHT_BY = "embed"


def embed(self, tokens, start=0):
    embedded = self.dropout(self.embedding(tokens) * math.sqrt(self.config.d_model))
    return self.positions(embedded, start)
