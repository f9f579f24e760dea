"""The mean and the variance are taken through NumPy, as constants."""

import torch

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    def norm(x):
        numbers = x.detach().numpy()
        mean = torch.from_numpy(numbers.mean(-1, keepdims=True))
        variance = torch.from_numpy(numbers.var(-1, keepdims=True))
        return (x - mean) / (variance + self.norm.eps).sqrt() * self.norm.weight + self.norm.bias

    if self.pre_norm:
        return features + self.dropout(sublayer(norm(features)))
    return norm(features + self.dropout(sublayer(features)))
