"""The uniform part has no gradient."""

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    logs = logits.log_softmax(-1)
    right, everywhere = -logs.gather(1, targets[:, None])[:, 0], -logs.mean(-1).detach()
    return ((1 - smoothing) * right + smoothing * everywhere)[targets != padding].mean()
