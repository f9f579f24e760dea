"""Mistakes in nms: each function is one, and its docstring says which."""

import torch

from final_ssd.geometry.boxes import areas, intersections, iou

OBJECT = "final_ssd.geometry.nms:nms"


def all_at_once(boxes, scores, threshold):
    """A box that is itself dropped still drops others."""
    order = scores.argsort(descending=True, stable=True)
    overlaps = iou(boxes[order], boxes[order]).triu(diagonal=1)
    return order[~(overlaps > threshold).any(dim=0)]


def by_the_smaller_area(boxes, scores, threshold):
    """Divides the shared area by the smaller box."""
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        smaller = torch.minimum(areas(boxes[best]), areas(boxes[rest])).clamp(min=1e-30)
        order = rest[intersections(boxes[best], boxes[rest]) / smaller <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)


def compares_with_the_last(boxes, scores, threshold):
    """Compares each box with the last one that was kept."""
    kept = []
    for number in scores.argsort(descending=True, stable=True).tolist():
        if not kept or float(iou(boxes[[number]], boxes[kept[-1:]])) <= threshold:
            kept.append(number)
    return torch.tensor(kept, dtype=torch.long)


def drops_equal_overlap(boxes, scores, threshold):
    """An IoU equal to the threshold is dropped."""
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] < threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)


def keeps_all(boxes, scores, threshold):
    """Only sorts by score."""
    return scores.argsort(descending=True, stable=True)


def last_of_equal(boxes, scores, threshold):
    """Takes the last of equal scores first."""
    order = scores.argsort(stable=True).flip(0)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)


def numbers_in_order(boxes, scores, threshold):
    """Returns the kept boxes by number."""
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(int(best))
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.tensor(sorted(kept), dtype=torch.long)


def of_none_fails(boxes, scores, threshold):
    """Fails where there are no boxes."""
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept)


def of_none_is_no_number(boxes, scores, threshold):
    """Returns numbers with a point where there are no boxes."""
    kept = []
    for number in scores.argsort(descending=True, stable=True).tolist():
        if all(float(iou(boxes[[number]], boxes[[other]])) <= threshold for other in kept):
            kept.append(number)
    return torch.tensor(kept)


def ready(boxes, scores, threshold):
    """Calls torchvision's."""
    from torchvision import ops

    return ops.nms(boxes.double(), scores.double(), threshold)


def worst_first(boxes, scores, threshold):
    """Begins with the lowest score."""
    order = scores.argsort(descending=False, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)


def below_zero_is_gone(boxes, scores, threshold):
    """Marks what is gone with -1, so that boxes of negative scores are never kept."""
    left, kept = scores.clone(), []
    overlaps = iou(boxes, boxes)
    while len(left) and left.max() >= 0:
        best = int(left.argmax())
        kept.append(best)
        left[overlaps[best] > threshold] = -1
        left[best] = -1
    return torch.tensor(kept, dtype=torch.long)
