"""Takes logits for probabilities."""

OBJECT = "work03_cifar10.generative.losses:generator_loss"
CAUGHT_BY = "generator_loss"


def generator_loss(fake):
    return -fake.abs().log().mean()
