"""Right solutions of heads to features."""

import torch

OBJECT = "work05_transformer.layers.attention:MultiHeadAttention.merge"


def by_view(self, features):
    """Exchange heads and positions, then view."""
    batch, heads, positions, d = features.shape
    return features.transpose(1, 2).contiguous().view(batch, positions, heads * d)


def by_cat(self, features):
    """Concatenate the heads along the features."""
    return torch.cat(features.unbind(1), dim=-1)


def by_permute(self, features):
    """Permute and reshape."""
    return features.permute(0, 2, 1, 3).reshape(features.shape[0], features.shape[2], -1)


def by_loops(self, features):
    """Loop over the heads and write slices."""
    batch, heads, positions, d = features.shape
    merged = features.new_zeros(batch, positions, heads * d)
    for head in range(heads):
        merged[:, :, head * d : (head + 1) * d] = features[:, head]
    return merged


def by_rows(self, features):
    """Loop over the positions and flatten each."""
    rows = [features[:, :, place].reshape(len(features), -1) for place in range(features.shape[2])]
    return torch.stack(rows, dim=1)


def by_hstack(self, features):
    """Stack horizontally, one text after the other."""
    return torch.stack([torch.hstack([*text]) for text in features])


def by_index(self, features):
    """Look up the head and the feature of each of d_model places."""
    d = features.shape[-1]
    places = torch.arange(self.num_heads * d)
    return features[:, places // d, :, places % d].permute(1, 2, 0)


def by_movedim(self, features):
    """Move the heads beside the features and flatten."""
    return torch.flatten(torch.movedim(features, 1, 2), start_dim=2)


def by_selection(self, features):
    """Sum over heads that are multiplied into their places."""
    width = self.num_heads * features.shape[-1]
    unit = torch.eye(width, dtype=features.dtype).reshape(self.num_heads, -1, width)
    return torch.einsum("bhpd,hdm->bpm", features, unit)
