"""The positions are multiplied as well."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"
CAUGHT_BY = "embed"


def embed(self, tokens, start=0):
    summed = self.positions(self.embedding(tokens), start)
    return self.dropout(summed * math.sqrt(self.config.d_model))
