"""Heads are cut by a reshape alone, which mixes positions."""

OBJECT = "work05_transformer.attention:MultiHeadAttention.split"
CAUGHT_BY = "split_heads"


def split(self, features):
    batch, positions, width = features.shape
    return features.reshape(batch, self.heads, positions, width // self.heads)
