"""Right ways to non-maximum suppression."""

import numpy as np
import torch

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"


def against_all_that_are_kept(boxes, scores, threshold):
    """Compares each box with those that are kept."""
    kept = []
    for number in scores.argsort(descending=True, stable=True).tolist():
        if not kept or bool((iou(boxes[number : number + 1], boxes[kept])[0] <= threshold).all()):
            kept.append(number)
    return torch.tensor(kept, dtype=torch.long)


def with_a_matrix(boxes, scores, threshold):
    """All overlaps first, then a list of who is dropped."""
    order = torch.sort(scores, descending=True, stable=True).indices
    overlaps = iou(boxes[order], boxes[order])
    dropped = torch.zeros(len(order), dtype=torch.bool)
    for place in range(len(order)):
        if not dropped[place]:
            dropped[place + 1 :] |= overlaps[place, place + 1 :] > threshold
    return order[~dropped]


def with_numpy(boxes, scores, threshold):
    """Overlaps of its own, in NumPy."""
    b = boxes.numpy().astype(float)
    area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    order = np.argsort(-scores.numpy(), kind="stable")
    kept = []
    while order.size:
        best, order = order[0], order[1:]
        kept.append(int(best))
        width = np.minimum(b[best, 2], b[order, 2]) - np.maximum(b[best, 0], b[order, 0])
        height = np.minimum(b[best, 3], b[order, 3]) - np.maximum(b[best, 1], b[order, 1])
        shared = np.clip(width, 0, None) * np.clip(height, 0, None)
        union = area[best] + area[order] - shared
        overlap = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
        order = order[overlap <= threshold]
    return torch.as_tensor(kept, dtype=torch.int64)


def with_box_iou(boxes, scores, threshold):
    """The overlaps of torchvision."""
    from torchvision.ops import box_iou

    overlaps = box_iou(boxes, boxes).nan_to_num(0.0)
    left = torch.ones(len(boxes), dtype=torch.bool)
    kept = []
    for number in sorted(range(len(boxes)), key=lambda n: -float(scores[n])):
        if left[number]:
            kept.append(number)
            left &= overlaps[number] <= threshold
            left[number] = False
    return torch.tensor(kept, dtype=torch.int64)


def by_recursion(boxes, scores, threshold):
    """The best box, and what is kept of those that it leaves."""

    def keep(order):
        if not order:
            return []
        best, *rest = order
        if not rest:
            return [best]
        overlaps = iou(boxes[best][None], boxes[rest]).flatten().tolist()
        return [best, *keep([n for n, o in zip(rest, overlaps, strict=True) if not o > threshold])]

    order = sorted(range(len(scores)), key=lambda n: (-float(scores[n]), n))
    return torch.tensor(keep(order)).long()


def by_lowering_scores(boxes, scores, threshold):
    """Takes the greatest score that is left, without a sort."""
    left = scores.double().clone()
    kept = []
    while len(left) and left.max() > -torch.inf:
        best = int(left.argmax())
        kept.append(torch.tensor(best))
        left[iou(boxes[[best]], boxes)[0] > threshold] = -torch.inf
        left[best] = -torch.inf
    return torch.stack(kept) if kept else torch.zeros(0, dtype=torch.long)


def number_by_number(boxes, scores, threshold):
    """Plain Python numbers."""

    def overlap(a, b):
        width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
        height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
        both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
        return width * height / (both - width * height) if both > 0 else 0.0

    listed, values = boxes.tolist(), scores.tolist()
    kept = []
    for number, box in sorted(enumerate(listed), key=lambda pair: values[pair[0]], reverse=True):
        if all(overlap(listed[other], box) <= threshold for other in kept):
            kept.append(number)
    return torch.tensor(kept, dtype=torch.long)


def until_nothing_changes(boxes, scores, threshold):
    """A box stays if no box that stays and is better overlaps it; repeated until that holds."""
    order = scores.argsort(descending=True, stable=True)
    blocks = (iou(boxes[order], boxes[order]) > threshold).triu(1)
    stays = torch.ones(len(order), dtype=torch.bool)
    while True:
        renewed = ~(blocks & stays[:, None]).any(0)
        if torch.equal(renewed, stays):
            return order[stays]
        stays = renewed
