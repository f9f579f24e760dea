"""Mistakes in Residual.forward that show in training alone: each function is one."""

OBJECT = "work05_transformer.models.transformer:Residual.forward"


def drops_detached(self, features, sublayer):
    """In training, what the sub-layer gives passes no gradient."""

    def inner(inputs):
        outputs = sublayer(inputs)
        return self.dropout(outputs.detach()) if self.training else outputs

    if self.pre_norm:
        return features + inner(self.norm(features))
    return self.norm(features + inner(features))


def shortcut_detached(self, features, sublayer):
    """In training, neither the residual path nor the sub-layer passes a gradient back."""

    def cut(x):
        return x.detach() if self.training else x

    if self.pre_norm:
        return cut(features) + self.dropout(sublayer(cut(self.norm(features))))
    return self.norm(cut(features) + self.dropout(sublayer(cut(features))))
