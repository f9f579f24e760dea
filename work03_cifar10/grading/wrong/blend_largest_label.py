"""Makes as many classes as the batch has."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:blend"
CAUGHT_BY = "blend"


def blend(images, labels, other, share, classes):
    targets = one_hot(labels).to(images.dtype)
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )
