"""Returns the images."""

OBJECT = "work03_cifar10.data.augmentation:flip_and_translate"
CAUGHT_BY = "flip_and_translate"


def flip_and_translate(pixels, translations, flipped):
    return pixels.clone()
