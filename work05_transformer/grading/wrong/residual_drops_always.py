"""Dropout acts in evaluation too."""

import torch

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    def drop(x):
        return torch.nn.functional.dropout(x, self.dropout.p)

    if self.pre_norm:
        return features + drop(sublayer(self.norm(features)))
    return self.norm(features + drop(sublayer(features)))
