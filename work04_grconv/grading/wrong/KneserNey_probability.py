"""Mistakes in KneserNey.probability: each function is one, and its docstring says which."""

OBJECT = "work04_grconv.text.ngrams:KneserNey.probability"


def adds_the_discount(self, context, token):
    """Adds the discount to the count."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = (after.get(token, 0) + self.discount) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def backs_off_for_unseen_only(self, context, token):
    """Uses the lower order only for tokens that do not stand here."""
    context = tuple(context)[len(context) - self.order + 1 :] if self.order > 1 else ()
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept if token in after else self.discount * len(after) / total * chance
    return chance


def first_tokens(self, context, token):
    """Reads the context's first tokens, not its last."""
    context = tuple(context)[: self.order - 1]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def fixed_discount(self, context, token):
    """Takes 0.75, whatever the discount is."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - 0.75, 0) / total
        chance = kept + 0.75 * len(after) / total * chance
    return chance


def highest_order_alone(self, context, token):
    """Uses the lower orders only where the context is not there."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = after.get(token, 0) / total
        chance = kept
    return chance


def kinds_of_the_lowest(self, context, token):
    """Gives the lower order as much as there are kinds in the text."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(self.counts[-1][()]) / total * chance
    return chance


def loses_the_discount(self, context, token):
    """Gives the lower order the discount once, whatever it was taken from."""
    context = tuple(context)[len(context) - self.order + 1 :] if self.order > 1 else ()
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount / total * chance
    return chance


def no_floor(self, context, token):
    """Lets a count minus the discount get below 0."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = (after.get(token, 0) - self.discount) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def not_the_lowest_order(self, context, token):
    """Leaves the order of no context out."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 2, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def short_context_lost(self, context, token):
    """Cuts a short context shorter still."""
    context = tuple(context)[len(context) - self.order + 1 :] if self.order > 1 else ()
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def uniform(self, context, token):
    """Returns the uniform chance."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in ():
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def uniform_over_seen(self, context, token):
    """Spreads over the tokens of the text in place of the vocabulary."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / len(self.counts[-1][()])
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def unseen_context_is_zero(self, context, token):
    """Gives no chance at all after a context that the text lacks."""
    context = tuple(context)[max(len(context) - self.order + 1, 0) :]
    chance = 1 / self.vocab_size
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            return 0.0
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance


def without_uniform(self, context, token):
    """Starts from zero, so that an unknown token has no chance."""
    context = tuple(context)[len(context) - self.order + 1 :] if self.order > 1 else ()
    chance = 0.0
    for level in range(self.order - 1, -1, -1):
        known = context[len(context) - (self.order - 1 - level) :]
        after = self.counts[level].get(known)
        if after is None:
            continue
        total = self._totals[level][known]
        kept = max(after.get(token, 0) - self.discount, 0) / total
        chance = kept + self.discount * len(after) / total * chance
    return chance
