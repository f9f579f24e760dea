"""The first state becomes the sum of all."""

OBJECT = "work05_transformer.training.checkpoint_average:average"
CAUGHT_BY = "checkpoint_average"


def average(states):
    mean = states[0]
    for state in states[1:]:
        for name in mean:
            mean[name].data.add_(state[name])
    return {name: tensor / len(states) for name, tensor in mean.items()}
