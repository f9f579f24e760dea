"""Pre-LN adds to the normalized features: the residual path is not free."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    if self.pre_norm:
        normal = self.norm(features)
        return normal + self.dropout(sublayer(normal))
    return self.norm(features + self.dropout(sublayer(features)))
