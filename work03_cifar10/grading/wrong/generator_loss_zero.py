"""Answers 0, with a gradient of 0."""

OBJECT = "work03_cifar10.generative.losses:generator_loss"
CAUGHT_BY = "generator_loss"


def generator_loss(fake):
    return 0 * fake.sum()
