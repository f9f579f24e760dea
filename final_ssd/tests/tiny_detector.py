"""A small detector without training, for all tests."""

from __future__ import annotations

from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.models.detector import DetectorConfig, NetworkConfig

SQUARES = tuple(AnchorLevel(stride, ((2.0 * stride, 2.0 * stride),)) for stride in (4, 8, 16))
NETWORK = NetworkConfig(
    backbone="tiny", norm="running", pyramid=0, head_convolutions=0, shared_heads=False
)
TINY = DetectorConfig(("a", "b"), 64, SQUARES, NETWORK)
