"""The plain cross-entropy."""

OBJECT = "work05_transformer.layers.label_smoothing:smoothed_cross_entropy"
CAUGHT_BY = "label_smoothing"


def smoothed_cross_entropy(logits, targets, smoothing, padding):
    right = -logits.log_softmax(-1).gather(1, targets[:, None])[:, 0]
    return right[targets != padding].mean()
