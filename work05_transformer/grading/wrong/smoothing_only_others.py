"""The smoothed part leaves out the right token."""

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    logs = logits.log_softmax(-1)
    right = -logs.gather(-1, targets[:, None]).squeeze(-1)
    others = (-logs.sum(-1) - right) / (logits.shape[-1] - 1)
    losses = (1 - smoothing) * right + smoothing * others
    return losses[targets != padding].mean()
