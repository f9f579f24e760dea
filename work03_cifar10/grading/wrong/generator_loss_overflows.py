"""Takes the logarithm of a probability that rounds to 0."""

OBJECT = "work03_cifar10.generative.losses:generator_loss"
CAUGHT_BY = "generator_loss"


def generator_loss(fake):
    return -fake.sigmoid().log().mean()
