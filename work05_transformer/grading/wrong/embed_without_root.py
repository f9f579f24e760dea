"""Embeddings are not multiplied by √d."""

OBJECT = "work05_transformer.models.transformer:Transformer.embed"
CAUGHT_BY = "embed"


def embed(self, tokens, start=0):
    return self.dropout(self.positions(self.embedding(tokens), start))
