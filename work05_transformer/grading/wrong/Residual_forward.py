"""Mistakes in Residual.forward: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.models.transformer:Residual.forward"


def always_post(self, features, sublayer):
    """Pre-LN normalizes behind the sum as well."""
    return self.norm(features + self.dropout(sublayer(features)))


def constant_moments(self, features, sublayer):
    """The mean and the variance are taken through NumPy, as constants."""

    def norm(x):
        numbers = x.detach().numpy()
        mean = torch.from_numpy(numbers.mean(-1, keepdims=True))
        variance = torch.from_numpy(numbers.var(-1, keepdims=True))
        return (x - mean) / (variance + self.norm.eps).sqrt() * self.norm.weight + self.norm.bias

    if self.pre_norm:
        return features + self.dropout(sublayer(norm(features)))
    return norm(features + self.dropout(sublayer(features)))


def drops_always(self, features, sublayer):
    """Dropout acts in evaluation too."""

    def drop(x):
        return torch.nn.functional.dropout(x, self.dropout.p)

    if self.pre_norm:
        return features + drop(sublayer(self.norm(features)))
    return self.norm(features + drop(sublayer(features)))


def drops_before(self, features, sublayer):
    """Dropout acts on what the sub-layer gets."""
    if self.pre_norm:
        return features + sublayer(self.dropout(self.norm(features)))
    return self.norm(features + sublayer(self.dropout(features)))


def drops_the_sum(self, features, sublayer):
    """Dropout acts on the residual path as well."""
    if self.pre_norm:
        return self.dropout(features + sublayer(self.norm(features)))
    return self.norm(self.dropout(features + sublayer(features)))


def norm_without_weights(self, features, sublayer):
    """The normalization leaves its weights out."""

    def norm(x):
        return torch.nn.functional.layer_norm(x, x.shape[-1:])

    if self.pre_norm:
        return features + self.dropout(sublayer(norm(features)))
    return norm(features + self.dropout(sublayer(features)))


def norms_the_path(self, features, sublayer):
    """Pre-LN adds to the normalized features: the residual path is not free."""
    if self.pre_norm:
        normal = self.norm(features)
        return normal + self.dropout(sublayer(normal))
    return self.norm(features + self.dropout(sublayer(features)))


def shortcut_detached(self, features, sublayer):
    """The residual path passes nothing back."""
    if self.pre_norm:
        return features.detach() + self.dropout(sublayer(self.norm(features)))
    return self.norm(features.detach() + self.dropout(sublayer(features)))


def without_dropout(self, features, sublayer):
    """There is no dropout."""
    if self.pre_norm:
        return features + sublayer(self.norm(features))
    return self.norm(features + sublayer(features))
