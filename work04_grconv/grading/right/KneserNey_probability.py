"""Right solutions of the exercise "Interpolated Kneser-Ney"."""

import math
from fractions import Fraction
from functools import reduce

import numpy as np
import torch

OBJECT = "work04_grconv.text.ngrams:KneserNey.probability"


def by_recursion(self, context, token):
    """Each order asks the next lower one."""

    def chance(order, before):
        if order == 0:
            return 1.0 / self.vocab_size
        lower = chance(order - 1, before[1:] if len(before) == order - 1 else before)
        after = self.counts[self.order - order].get(before)
        if not after:
            return lower
        total = sum(after.values())
        spared = self.discount * len(after)
        return (max(after.get(token, 0) - self.discount, 0.0) + spared * lower) / total

    length = self.order - 1
    return chance(self.order, tuple(context)[max(len(context) - length, 0) :])


def numpy_numbers(self, context, token):
    """From the lowest order up, in NumPy's float64."""
    chance = np.float64(1) / self.vocab_size
    context = tuple(context)
    for length in range(self.order):
        if length > len(context):
            break
        counts = self.counts[self.order - 1 - length]
        after = counts.get(context[len(context) - length :], {})
        numbers = np.array(list(after.values()), dtype=np.float64)
        if numbers.size:
            rest = np.minimum(numbers, self.discount).sum()
            here = np.maximum(np.float64(after.get(token, 0)) - self.discount, 0)
            chance = (here + rest * chance) / numbers.sum()
    return np.float64(chance)


def exact_fractions(self, context, token):
    """Reckon with fractions, and round once at the end."""
    discount, chance = Fraction(self.discount), Fraction(1, self.vocab_size)
    for level in reversed(range(self.order)):
        length = self.order - 1 - level
        known = tuple(context[len(context) - length :]) if length else ()
        after = self.counts[level].get(known) if len(known) == length else None
        if after is not None:
            total = sum(after.values())
            kept = max(Fraction(after.get(token, 0)) - discount, Fraction(0))
            chance = kept / total + discount * len(after) / total * chance
    return float(chance)


def from_the_highest_order_down(self, context, token):
    """Carry along what is left for the lower orders."""
    context, left, chance = list(context), 1.0, 0.0
    for level in range(self.order):
        length = self.order - 1 - level
        if length > len(context):
            continue
        known = tuple(context[len(context) - length :])
        if known not in self.counts[level]:
            continue
        after, total = self.counts[level][known], self._totals[level][known]
        if token in after:
            chance += left * max(after[token] - self.discount, 0) / total
        left *= self.discount * len(after) / total
    return chance + left / self.vocab_size


def whole_distribution(self, context, token):
    """Compute the chances of all tokens as one array, and take the one."""
    chances = np.full(self.vocab_size, 1 / self.vocab_size)
    for length in range(min(self.order - 1, len(context)) + 1):
        after = self.counts[self.order - 1 - length].get(tuple(context[len(context) - length :]))
        if after:
            numbers = np.zeros(self.vocab_size)
            numbers[list(after)] = list(after.values())
            taken = np.minimum(numbers, self.discount)
            chances = (numbers - taken + taken.sum() * chances) / numbers.sum()
    return chances[token]


def folded(self, context, token):
    """Fold the known orders, from the lowest, into the uniform chance."""
    usable = tuple(context)
    keys = [usable[len(usable) - n :] for n in range(self.order) if n <= len(usable)]
    tables = [self.counts[self.order - 1 - n].get(key) for n, key in enumerate(keys)]

    def mix(lower, after):
        total = sum(after.values())
        count = after.get(token, 0)
        own = (count - self.discount) / total if count > self.discount else 0
        return own + self.discount / total * len(after) * lower

    return reduce(mix, filter(None, tables), 1 / self.vocab_size)


def torch_number(self, context, token):
    """Return a tensor without dimensions."""
    chance = torch.tensor(1 / self.vocab_size, dtype=torch.float64)
    for level in range(self.order - 1, -1, -1):
        length = self.order - 1 - level
        if len(context) < length:
            continue
        known = tuple(context)[len(context) - length :]
        if known in self.counts[level]:
            numbers = torch.tensor(list(self.counts[level][known].values()), dtype=torch.float64)
            taken = numbers.clamp(max=self.discount)
            own = max(self.counts[level][known].get(token, 0) - self.discount, 0)
            chance = (own + taken.sum() * chance) / numbers.sum()
    return chance


def sum_of_products(self, context, token):
    """Add up each order's own part times what the orders above leave."""
    context, own, left = tuple(context), [], [1.0]
    for level, table in enumerate(self.counts):
        length = self.order - level - 1
        after = table.get(context[len(context) - length :]) if length <= len(context) else None
        if after is None:
            continue
        total = self._totals[level][context[len(context) - length :]]
        own.append(max(0.0, after.get(token, 0) - self.discount) / total)
        left.append(self.discount * len(after) / total)
    parts = [*own, 1 / self.vocab_size]
    return math.fsum(part * math.prod(left[: i + 1]) for i, part in enumerate(parts))


def seen_and_unseen(self, context, token):
    """Tell tokens that follow from those that do not."""
    chance = 1 / self.vocab_size
    for level in range(self.order)[::-1]:
        length = self.order - level - 1
        start = len(context) - length
        if start < 0:
            break
        after = self.counts[level].get((*context[start:],))
        if after is None:
            if length:
                continue
            return chance
        total = sum(after.values())
        share = sum(min(count, self.discount) for count in after.values()) / total
        if token not in after:
            chance *= share
        else:
            chance = (after[token] - min(after[token], self.discount)) / total + share * chance
    return chance
