"""Pre-LN normalizes behind the sum as well."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    return self.norm(features + self.dropout(sublayer(features)))
