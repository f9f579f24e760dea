"""Three studies: over seeds, with a second part that depends on the first, with a rehearsal."""

from shared.studies import Study, study
from work99_toy.measure import score
from work99_toy.presets import BASE, STEEP, ToySettings

VARIANTS = {"base": BASE, "steep": STEEP}


@study(seeds=(0, 1, 2))
def slopes(s: Study) -> None:
    """What the slope is worth."""
    for name, settings in VARIANTS.items():
        for seed in s.seeds:
            s.measure(name, score, settings, seed)


@study(seeds=(1,))
def best(s: Study) -> None:
    """The best slope, then wider."""
    for name, settings in VARIANTS.items():
        for seed in s.seeds:
            s.measure(name, score, settings, seed)
    scores = {name: s.metrics(name)[0]["valid/score"] for name in VARIANTS}
    winner = max(scores, key=lambda name: scores[name])
    for seed in s.seeds:
        s.measure(f"{winner}, wider", score, ToySettings(VARIANTS[winner].slope, 30), seed)


@study(seeds=(0,))
def large(s: Study) -> None:
    """What a width is worth that only another machine has."""
    for seed in s.seeds:
        s.measure("wide", score, ToySettings(1.0, 3 if s.rehearsal else 3_000), seed)
