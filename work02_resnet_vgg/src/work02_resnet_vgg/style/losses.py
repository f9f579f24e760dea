"""The losses of style transfer (Gatys et al. 2015): content, style, and total variation.

No weight needs another value when the image grows. The content loss is a mean where equation 1 has
a sum. The style loss is that of equations 3 and 4: dividing each Gram matrix by the number of places
is dividing its squared difference by M². Equation 5 with equal weights of the layers is their mean,
which `transfer.py` takes. The paper has no total variation.
"""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor


def content_loss(
    maps: Float[Tensor, "channel height width"], target: Float[Tensor, "channel height width"]
) -> Float[Tensor, ""]:
    """Return half the mean squared difference of two images' feature maps.

    Equation 1 of the paper has half the sum in its place.

    Args:
        maps: of the image that is being made.
        target: of the photo, at the same layer.
    """
    return (maps - target).square().mean() / 2


def gram_matrix(
    maps: Float[Tensor, "channel height width"],
) -> Float[Tensor, "channel channel"]:
    """Measure how strongly each two channels respond together, averaged over all places (equation 3).

    The sum over places forgets where something was: what is left of an image is its style. The
    paper's G is this times the number of places.
    """
    responses = maps.flatten(1)
    return responses @ responses.T / responses.shape[1]


def style_loss(
    gram: Float[Tensor, "channel channel"], target: Float[Tensor, "channel channel"]
) -> Float[Tensor, ""]:
    """Return a quarter of the mean squared difference of two Gram matrices: E of equation 4.

    Args:
        gram: of the image that is being made.
        target: of the painting, at the same layer.
    """
    return (gram - target).square().mean() / 4


def total_variation(image: Float[Tensor, "channel height width"]) -> Float[Tensor, ""]:
    """Measure how much neighboring pixels differ.

    A regulariser of Mahendran & Vedaldi 2014 (section 2), with beta = 2.

    The mean squared difference of neighbors above each other, plus that of neighbors side by side.
    The paper does without; later work adds it against grain.
    """
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return down.square().mean() + right.square().mean()


def absolute_variation(image: Float[Tensor, "channel height width"]) -> Float[Tensor, ""]:
    """Measure how much neighboring pixels differ, with absolute values in place of squares.

    Half the mean absolute difference of neighbors above each other, plus half that of neighbors side
    by side: anisotropic, and L1, as in Dive into Deep Learning, section 14.12. A square makes a
    sharp edge cost more than the same difference in small steps; here both cost the same.
    """
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return (down.abs().mean() + right.abs().mean()) / 2
