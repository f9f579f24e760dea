"""Mistakes in Transformer.embed that show in training alone: each function is one."""

import math

OBJECT = "work05_transformer.models.transformer:Transformer.embed"


def drops_detached(self, tokens, start=0):
    """In training, the sum passes no gradient."""
    embedded = self.embedding(tokens) * math.sqrt(self.config.d_model)
    summed = self.positions(embedded, start)
    return self.dropout(summed.detach()) if self.training else summed


def positions_detached(self, tokens, start=0):
    """In training, the positions get no gradient."""
    embedded = self.embedding(tokens) * math.sqrt(self.config.d_model)
    if not self.training:
        return self.positions(embedded, start)
    added = (self.positions(embedded, start) - embedded).detach()
    return self.dropout(embedded + added)
