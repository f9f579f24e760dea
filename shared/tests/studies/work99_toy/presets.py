"""Named settings of the toy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ToySettings:
    slope: float = 2.0
    width: int = 3


@dataclass(frozen=True)
class OtherSettings:
    """The same fields, another class."""

    slope: float = 2.0
    width: int = 3


BASE = ToySettings()
STEEP = ToySettings(slope=5.0)
