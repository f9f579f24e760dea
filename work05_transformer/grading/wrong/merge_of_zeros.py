"""An empty tensor that is never filled."""

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.merge"
CAUGHT_BY = "merge_heads"


def merge(self, features):
    batch, heads, positions, d = features.shape
    return features.new_zeros(batch, positions, heads * d)
