"""The feature pyramid: coarse maps that know what, merged into fine maps that know where.

Lin et al. 2017, section 3: a 1×1 convolution brings each map of the backbone to the same number of
channels; from the coarsest down, each is enlarged (nearest neighbor) and added to the next finer one;
a 3×3 convolution smooths the sum. Coarser levels than the backbone has come from strided convolutions
(P6, and P7 after a ReLU, as in RetinaNet; its P6 comes from C5, here it comes from P5).
"""

from __future__ import annotations

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import interpolate, relu


def merge(
    finer: Float[Tensor, "batch channel height width"],
    coarser: Float[Tensor, "batch channel low_height low_width"],
) -> Float[Tensor, "batch channel height width"]:
    """Enlarge the coarser map to the finer one's size by nearest neighbor, and add.

    Row i takes row ⌊i · low_height / height⌋, columns likewise, as torch's mode "nearest" does; the
    finer map need not be twice as large. The sum has its dtype.
    """
    return finer + interpolate(coarser, size=finer.shape[-2:], mode="nearest")


class FeaturePyramid(nn.Module):
    """Maps C of the backbone to maps P of equal width.

    Args:
        in_channels: of the backbone's maps, finest first.
        channels: of every level of the pyramid.
        extra: how many coarser levels follow, each half as large.
    """

    def __init__(self, in_channels: Sequence[int], channels: int, extra: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(width, channels, 1) for width in in_channels)
        self.smooth = nn.ModuleList(
            nn.Conv2d(channels, channels, 3, padding=1) for _ in in_channels
        )
        self.extra = nn.ModuleList(
            nn.Conv2d(channels, channels, 3, stride=2, padding=1) for _ in range(extra)
        )
        for convolution in self.modules():
            if isinstance(convolution, nn.Conv2d):
                nn.init.kaiming_uniform_(convolution.weight, a=1)
                nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Return one map a level, finest first."""
        merged = [lateral(c) for lateral, c in zip(self.lateral, maps, strict=True)]
        for level in range(len(merged) - 2, -1, -1):
            merged[level] = merge(merged[level], merged[level + 1])
        levels = [smooth(m) for smooth, m in zip(self.smooth, merged, strict=True)]
        for number, convolution in enumerate(self.extra):
            levels.append(convolution(relu(levels[-1]) if number else levels[-1]))
        return levels
