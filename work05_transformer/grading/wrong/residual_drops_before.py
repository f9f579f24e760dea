"""Dropout acts on what the sub-layer gets."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    if self.pre_norm:
        return features + sublayer(self.dropout(self.norm(features)))
    return self.norm(features + sublayer(self.dropout(features)))
