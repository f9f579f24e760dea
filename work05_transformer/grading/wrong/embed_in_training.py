"""Mistakes in Transformer.embed that show in training alone: each function is one."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"


def drops_detached(self, tokens, start=0):
    """In training, the sum passes no gradient."""
    embedded = self.embedding(tokens) * math.sqrt(self.config.d_model)
    summed = self.positions(embedded, start)
    return self.dropout(summed.detach()) if self.training else summed
