"""The heads are copied through NumPy, which knows no gradients."""

import torch

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.split"
CAUGHT_BY = "split_heads"


def split(self, features):
    batch, positions, _ = features.shape
    parts = features.detach().numpy().reshape(batch, positions, self.num_heads, -1)
    return torch.from_numpy(parts.transpose(0, 2, 1, 3).copy())
