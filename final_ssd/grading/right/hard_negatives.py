"""Right ways to choose hard negatives."""

import numpy as np
import torch

OBJECT = "final_ssd.training.losses:hard_negatives"


def image_by_image(losses, positives, negatives, ratio=3.0):
    """Sorts the negatives of each image."""
    chosen = torch.zeros_like(negatives)
    for image in range(len(losses)):
        count = int(ratio * int(positives[image].sum()))
        candidates = negatives[image].nonzero()[:, 0]
        order = losses[image, candidates].argsort(descending=True, stable=True)
        chosen[image, candidates[order[:count]]] = True
    return chosen


def with_sorted_lists(losses, positives, negatives, ratio=3.0):
    """Python's sort, which keeps the order of equal ones."""
    rows = []
    for loss, positive, negative in zip(
        losses.tolist(), positives.tolist(), negatives.tolist(), strict=True
    ):
        numbers = [n for n, is_negative in enumerate(negative) if is_negative]
        hardest = sorted(numbers, key=lambda n: -loss[n])[: int(ratio * sum(positive))]
        rows.append([n in set(hardest) for n in range(len(loss))])
    return torch.tensor(rows)


def with_numpy(losses, positives, negatives, ratio=3.0):
    """NumPy's sort along each row."""
    values = np.where(negatives.numpy(), -losses.detach().numpy(), np.inf)
    order = np.argsort(values, axis=1, kind="stable")
    wanted = np.floor(ratio * positives.numpy().sum(axis=1)).astype(int)
    chosen = np.zeros(values.shape, dtype=bool)
    for row, (numbers, count) in enumerate(zip(order, wanted, strict=True)):
        chosen[row, numbers[:count]] = True
    return torch.from_numpy(chosen) & negatives


def by_scattering(losses, positives, negatives, ratio=3.0):
    """Ranks scattered to where they belong."""
    masked = torch.where(negatives, losses.detach(), -torch.inf)
    order = torch.sort(masked, dim=1, descending=True, stable=True).indices
    ranks = torch.arange(losses.shape[1]).expand_as(order)
    rank = torch.zeros_like(order).scatter(1, order, ranks)
    limit = (positives.sum(1) * ratio).floor()
    return negatives & (rank < limit[:, None])


def by_counting_the_harder(losses, positives, negatives, ratio=3.0):
    """A negative's rank is how many negatives stand before it."""
    loss = losses.detach()
    greater = loss[:, None, :] > loss[:, :, None]
    number = torch.arange(loss.shape[1])
    earlier = (loss[:, None, :] == loss[:, :, None]) & (
        number[None, None, :] < number[None, :, None]
    )
    before = ((greater | earlier) & negatives[:, None, :]).sum(-1)
    wanted = torch.floor(ratio * positives.sum(1, keepdim=True))
    return (before < wanted) & negatives


def one_after_the_other(losses, positives, negatives, ratio=3.0):
    """Takes the hardest that is left, as often as wanted."""
    left = losses.detach().clone()
    left[~negatives] = -torch.inf
    chosen = torch.zeros(losses.shape, dtype=torch.bool)
    for image, count in enumerate(positives.sum(1).tolist()):
        for _ in range(min(int(count * ratio), int(negatives[image].sum()))):
            hardest = int(left[image].argmax())
            chosen[image, hardest] = True
            left[image, hardest] = -torch.inf
    return chosen


def by_two_keys(losses, positives, negatives, ratio=3.0):
    """Sorts all anchors of all images at once, by image, kind and loss."""
    images, anchors = losses.shape
    image = np.repeat(np.arange(images), anchors)
    kind = ~negatives.flatten().numpy()
    order = np.lexsort((-losses.detach().flatten().numpy(), kind, image))
    place = np.tile(np.arange(anchors), images)
    wanted = (ratio * positives.sum(1)).long().numpy()[image]
    result = np.zeros(images * anchors, dtype=bool)
    result[order] = (place < wanted) & ~kind[order]
    return torch.from_numpy(result.reshape(images, anchors))


def by_a_threshold(losses, positives, negatives, ratio=3.0):
    """The loss of the last one chosen is a threshold; of equal ones the first fill up."""
    rows = []
    for loss, positive, negative in zip(losses.detach(), positives, negatives, strict=True):
        count = min(int(ratio * positive.sum()), int(negative.sum()))
        if count == 0:
            rows.append(torch.zeros_like(negative))
            continue
        threshold = loss[negative].topk(count).values[-1]
        above = negative & (loss > threshold)
        equal = negative & (loss == threshold)
        rows.append(above | (equal & (equal.cumsum(0) <= count - above.sum())))
    return torch.stack(rows)


def with_a_ratio_in_float32(losses, positives, negatives, ratio=3.0):
    """Counts with the ratio as a tensor, which is float32's where nothing is said."""
    counts = (torch.tensor(ratio) * positives.sum(dim=1)).floor().long()
    values = torch.where(negatives, losses.detach(), torch.tensor(-torch.inf).double())
    order = values.sort(dim=1, descending=True, stable=True).indices
    chosen = torch.zeros_like(negatives)
    for image, count in enumerate(counts.tolist()):
        chosen[image, order[image, :count]] = True
    return chosen & negatives
