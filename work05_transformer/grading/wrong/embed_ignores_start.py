"""The first token always stands at position 0."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"
CAUGHT_BY = "embed"


def embed(self, tokens, start=0):
    return self.dropout(self.positions(self.embedding(tokens) * math.sqrt(self.config.d_model)))
