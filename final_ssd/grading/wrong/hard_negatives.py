"""Mistakes in hard_negatives: each function is one, and its docstring says which."""

import torch

OBJECT = "final_ssd.training.losses:hard_negatives"


def negatives_all(losses, positives, negatives, ratio=3.0):
    """Takes all negatives: everything is background, and the loss is small."""
    return negatives


def among_the_ignored(losses, positives, negatives, ratio=3.0):
    """Takes what is in the ignored band for a negative."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(positives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & ~positives


def at_least_one(losses, positives, negatives, ratio=3.0):
    """Takes a negative where there is no positive, too."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long().clamp(min=1)
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def easiest(losses, positives, negatives, ratio=3.0):
    """Takes the easiest negatives."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, torch.inf)
    places = ranked.argsort(dim=1, descending=False, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def fails_with_gradient(losses, positives, negatives, ratio=3.0):
    """Wants losses without a gradient."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = torch.from_numpy(losses.numpy()).masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def fills_up(losses, positives, negatives, ratio=3.0):
    """Fills up with others where there are too few negatives."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return places < wanted


def last_of_equal(losses, positives, negatives, ratio=3.0):
    """Takes the last of equal losses."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    order = ranked.flip(1).argsort(dim=1, descending=True, stable=True)
    places = order.argsort(dim=1).flip(1)
    return (places < wanted) & negatives


def masks_by_zero(losses, positives, negatives, ratio=3.0):
    """Sets the losses of others to 0, which is more than a negative loss."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, 0)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def numbers(losses, positives, negatives, ratio=3.0):
    """Returns 0 and 1 instead of False and True."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return ((places < wanted) & negatives).long()


def over_the_batch(losses, positives, negatives, ratio=3.0):
    """Counts the positives of the whole batch for each image."""
    wanted = (ratio * positives.sum()).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def own_ratio(losses, positives, negatives, ratio=3.0):
    """Takes three negatives, whatever is asked."""
    wanted = (3 * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def rounds(losses, positives, negatives, ratio=3.0):
    """Rounds the number of negatives to the nearest."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).round()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def rounds_up(losses, positives, negatives, ratio=3.0):
    """Rounds the number of negatives up."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).ceil()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def with_positives(losses, positives, negatives, ratio=3.0):
    """Chooses the positives, too."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives | positives


def of_four_images(losses, positives, negatives, ratio=3.0):
    """Knows how many images there are."""
    chosen = torch.zeros(4, losses.shape[1], dtype=torch.bool)
    for image in range(4):
        wanted = int(ratio * int(positives[image].sum()))
        ranked = losses[image].detach().masked_fill(~negatives[image], -torch.inf)
        places = ranked.argsort(descending=True, stable=True)[:wanted]
        chosen[image, places] = True
    return chosen & negatives


def of_forty_anchors(losses, positives, negatives, ratio=3.0):
    """Knows how many anchors there are."""
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf).reshape(-1, 40)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives
