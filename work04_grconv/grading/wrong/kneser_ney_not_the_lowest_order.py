"""Leaves the order of no context out."""

OBJECT = "work04_grconv.text.ngrams:KneserNey.probability"
CAUGHT_BY = "kneser_ney"


def probability(self, context, token):
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
