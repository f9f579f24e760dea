"""The first and the last state are averaged."""

OBJECT = "work05_transformer.training.checkpoint_average:average"
CAUGHT_BY = "checkpoint_average"


def average(states):
    return {name: (states[0][name] + states[-1][name]) / 2 for name in states[0]}
