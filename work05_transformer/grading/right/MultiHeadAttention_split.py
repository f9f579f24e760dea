"""Right solutions of features to heads."""

import torch

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.split"


def by_view(self, features):
    """View the features as heads, then exchange heads and positions."""
    batch, positions, d_model = features.shape
    return features.view(batch, positions, self.num_heads, d_model // self.num_heads).transpose(
        1, 2
    )


def by_chunks(self, features):
    """Cut into chunks and stack them."""
    return torch.stack(features.chunk(self.num_heads, dim=-1), dim=1)


def by_permute(self, features):
    """Reshape to four dimensions and permute all."""
    batch, positions, _ = features.size()
    return features.reshape(batch, positions, self.num_heads, -1).permute(0, 2, 1, 3).contiguous()


def by_slices(self, features):
    """Slice the features of one head after the other."""
    d = features.shape[-1] // self.num_heads
    heads = [features[..., h * d : (h + 1) * d].unsqueeze(1) for h in range(self.num_heads)]
    return torch.cat(heads, dim=1)


def by_unfolding(self, features):
    """Move a window of a head's features over the last dimension."""
    d = features.shape[-1] // self.num_heads
    return features.unfold(-1, d, d).movedim(2, 1)


def by_filling(self, features):
    """Write each head into an empty tensor."""
    batch, positions, d_model = features.shape
    d = d_model // self.num_heads
    heads = features.new_empty(batch, self.num_heads, positions, d)
    for head in range(self.num_heads):
        heads[:, head] = features[:, :, head * d : head * d + d]
    return heads


def by_index(self, features):
    """Gather with a table of feature numbers."""
    d = features.shape[-1] // self.num_heads
    table = torch.arange(features.shape[-1]).reshape(self.num_heads, d)
    return features[:, :, table].swapaxes(1, 2)


def by_einsum(self, features):
    """Let einsum exchange the dimensions."""
    batch, positions, _ = features.shape
    parts = features.reshape(batch, positions, self.num_heads, -1)
    return torch.einsum("bphd->bhpd", parts)


def by_selection(self, features):
    """Multiply with zeros and ones that select the features of each head."""
    width = features.shape[-1]
    unit = torch.eye(width, dtype=features.dtype).reshape(self.num_heads, -1, width)
    return torch.einsum("bpm,hdm->bhpd", features, unit)
