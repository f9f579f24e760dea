"""Dropout acts on the residual path as well."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    if self.pre_norm:
        return self.dropout(features + sublayer(self.norm(features)))
    return self.norm(self.dropout(features + sublayer(features)))
