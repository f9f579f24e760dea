"""Heads are cut by a reshape alone, which mixes positions."""

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.split"
CAUGHT_BY = "split_heads"


def split(self, features):
    batch, positions, d_model = features.shape
    return features.reshape(batch, self.num_heads, positions, d_model // self.num_heads)
