"""Takes the last of equal losses."""

import torch

OBJECT = "final_ssd.training.losses:hard_negatives"
CAUGHT_BY = "hard_negatives"


def hard_negatives(losses, positives, negatives, ratio=3.0):
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    order = ranked.flip(1).argsort(dim=1, descending=True, stable=True)
    places = order.argsort(dim=1).flip(1)
    return (places < wanted) & negatives
