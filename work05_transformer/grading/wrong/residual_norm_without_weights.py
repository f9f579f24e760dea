"""The normalization leaves its weights out."""

import torch

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    def norm(x):
        return torch.nn.functional.layer_norm(x, x.shape[-1:])

    if self.pre_norm:
        return features + self.dropout(sublayer(norm(features)))
    return norm(features + self.dropout(sublayer(features)))
