"""The embedding's numbers are taken without their gradient."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"
CAUGHT_BY = "embed"


def embed(self, tokens, start=0):
    embedded = self.embedding.weight.data[tokens] * math.sqrt(self.config.d_model)
    return self.dropout(self.positions(embedded, start))
