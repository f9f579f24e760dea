"""Mistakes in MultiHeadAttention.merge: each function is one, and its docstring says which."""

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.merge"


def detached(self, features):
    """The merged features have no gradient."""
    return features.detach().transpose(1, 2).flatten(-2)


def interleaved(self, features):
    """The features of the heads are interleaved."""
    return features.permute(0, 2, 3, 1).flatten(-2)


def of_zeros(self, features):
    """An empty tensor that is never filled."""
    batch, heads, positions, d = features.shape
    return features.new_zeros(batch, positions, heads * d)


def without_transpose(self, features):
    """Heads are joined without bringing them side by side first."""
    batch, heads, positions, d = features.shape
    return features.reshape(batch, positions, heads * d)
