"""Interleaved timing: ratios with their spread, never a bare number of seconds."""

from shared.benchmark.interleaved import Comparison, compare

__all__ = ["Comparison", "compare"]
