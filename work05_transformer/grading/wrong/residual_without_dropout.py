"""There is no dropout."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    if self.pre_norm:
        return features + sublayer(self.norm(features))
    return self.norm(features + sublayer(features))
