"""Only sorts by score."""

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    return scores.argsort(descending=True, stable=True)
