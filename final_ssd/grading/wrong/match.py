"""Mistakes in match: each function is one, and its docstring says which."""

from types import SimpleNamespace

import torch
from torchvision.models.detection._utils import Matcher

from final_ssd.geometry.matching import BACKGROUND, IGNORED, forced

OBJECT = "final_ssd.geometry.matching:match"


def above_positive(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Wants more than `positive`."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best > positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def always_forces(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Forces whether it shall or not."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def at_most_negative(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Takes `negative` for background."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best <= negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def changes_the_overlaps(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Works on the overlaps that it was given."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def fails_without_targets(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Fails where there are no targets."""
    anchors = overlaps.shape[1]
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def forces_without_overlap(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Forces an anchor that does not meet the target."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() >= 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = -1, -1
    return matched


def ignores_without_targets(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Ignores all anchors where there are no targets."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), IGNORED)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def last_of_equal_anchors(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Forces the last of equal anchors."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        anchor = int((rest[target] == rest.max()).nonzero()[-1])
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def last_of_equal_targets(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Takes the last of equal targets."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.flip(0).max(dim=0)
    matched = targets - 1 - matched
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def losers_have_none(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Leaves a target without an anchor where another one took its best."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    value, wanted = overlaps.max(dim=1)
    for target in value.argsort(stable=True).tolist() if force else []:
        if value[target] > 0:
            matched[wanted[target]] = target
    return matched


def no_band(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Calls all below the threshold background."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, BACKGROUND)
    if force:
        taken, owners = forced(overlaps)
        matched[taken] = owners
    return matched


def own_thresholds(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Knows its thresholds by itself."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= 0.5, matched, IGNORED)
    matched = torch.where(best < 0.4, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched


def the_first_target_is_served_first(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Serves targets in their order, not by overlap."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    for target in range(targets if force else 0):
        if rest[target].max() > 0:
            anchor = int(rest[target].argmax())
            matched[anchor] = target
            rest[:, anchor] = 0
    return matched


def thresholds_overwrite_forced(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Forces first; the thresholds then undo it."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    if force:
        taken, owners = forced(overlaps)
        matched[taken] = owners
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    return matched


def two_targets_want_one_anchor(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Of two targets with one best anchor the later gets it, the other none."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    if force:
        matched[overlaps.argmax(dim=1)] = torch.arange(targets)
    return matched


def without_forcing(overlaps, positive=0.5, negative=0.4, *, force=True):
    """A target that no anchor overlaps by half is never learned."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    return matched


def ready(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Calls a method of torchvision's matcher without making one."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    matcher = SimpleNamespace(
        high_threshold=positive,
        low_threshold=negative,
        allow_low_quality_matches=False,
        BELOW_LOW_THRESHOLD=BACKGROUND,
        BETWEEN_THRESHOLDS=IGNORED,
    )
    matched = Matcher.__call__(matcher, overlaps)
    if force:
        taken, owners = forced(overlaps)
        matched[taken] = owners
    return matched
