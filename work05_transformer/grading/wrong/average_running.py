"""A running mean that forgets: the last counts half."""

OBJECT = "work05_transformer.training.checkpoint_average:average"
CAUGHT_BY = "checkpoint_average"


def average(states):
    mean = dict(states[0])
    for state in states[1:]:
        mean = {name: (mean[name] + state[name]) / 2 for name in mean}
    return mean
