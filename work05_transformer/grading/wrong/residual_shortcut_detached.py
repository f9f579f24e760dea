"""The residual path passes nothing back."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"
CAUGHT_BY = "residual"


def forward(self, features, sublayer):
    if self.pre_norm:
        return features.detach() + self.dropout(sublayer(self.norm(features)))
    return self.norm(features.detach() + self.dropout(sublayer(features)))
