"""The softmax is taken by NumPy, which knows no gradients."""

import math

import numpy as np
import torch

OBJECT = "work05_transformer.layers.attention:attention"
CAUGHT_BY = "attention"


def attention(query, key, value, mask=None, dropout=0.0):
    scores = (query @ key.mT / math.sqrt(query.shape[-1])).detach().numpy()
    allowed = (
        np.ones(scores.shape, bool) if mask is None else np.broadcast_to(mask.numpy(), scores.shape)
    )
    powers = np.exp(scores - scores.max(-1, keepdims=True)) * allowed
    weights = torch.from_numpy(powers / np.maximum(powers.sum(-1, keepdims=True), 1e-300))
    return torch.nn.functional.dropout(weights, dropout) @ value, weights
