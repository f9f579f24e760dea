"""Right ways to the shapes of anchors."""

import itertools
import math
from typing import NamedTuple

import numpy as np
import torch

OBJECT = "final_ssd.geometry.anchors:shapes_of"


def in_two_loops(sizes, ratios):
    """Two loops and a list."""
    shapes = []
    for size in sizes:
        for ratio in ratios:
            width = math.sqrt(size**2 / ratio)
            shapes.append((width, width * ratio))
    return tuple(shapes)


def with_itertools(sizes, ratios):
    """The product of sizes and ratios."""
    return tuple((s * r**-0.5, s * r**0.5) for s, r in itertools.product(sizes, ratios))


def with_numpy(sizes, ratios):
    """A grid of NumPy's; its numbers."""
    size, ratio = np.meshgrid(np.asarray(sizes, float), np.sqrt(ratios), indexing="ij")
    return tuple(zip((size / ratio).ravel(), (size * ratio).ravel(), strict=True))


def with_torch(sizes, ratios):
    """Outer products of torch, as lists of lists."""
    size = torch.tensor(sizes, dtype=torch.float64)
    root = torch.tensor(ratios, dtype=torch.float64).sqrt()
    return (
        torch.stack([torch.outer(size, 1 / root), torch.outer(size, root)], -1).view(-1, 2).tolist()
    )


def with_logarithms(sizes, ratios):
    """Half a ratio up, half a ratio down, in logarithms."""
    return tuple(
        (
            math.exp(math.log(size) - math.log(ratio) / 2),
            math.exp(math.log(size) + math.log(ratio) / 2),
        )
        for size in sizes
        for ratio in ratios
    )


def by_recursion(sizes, ratios):
    """The shapes of the first size, then those of the others."""

    def shapes(left):
        if not left:
            return ()
        own = tuple((left[0] / math.sqrt(ratio), left[0] * math.sqrt(ratio)) for ratio in ratios)
        return own + shapes(left[1:])

    return shapes(list(sizes))


class _Shape(NamedTuple):
    """Width and height."""

    width: float
    height: float


def with_names(sizes, ratios):
    """Named tuples; the height first."""
    shapes = []
    for size in sizes:
        for ratio in ratios:
            height = math.sqrt(size * size * ratio)
            shapes.append(_Shape(width=size * size / height, height=height))
    return tuple(shapes)


def with_a_generator(sizes, ratios):
    """A generator, turned into a tuple."""

    def shapes():
        for size in sizes:
            yield from ((size / ratio**0.5, size * ratio / ratio**0.5) for ratio in ratios)

    return tuple(shapes())


def by_numbering(sizes, ratios):
    """Numbers all shapes, and divides the number."""
    shapes = []
    for number in range(len(sizes) * len(ratios)):
        size, ratio = sizes[number // len(ratios)], ratios[number % len(ratios)]
        root = np.sqrt(np.float64(ratio))
        shapes.append([size / root, size * root])
    return shapes
