"""What can go wrong between a data set's name and its verified files."""

from shared.errors import UserError


class DataError(UserError):
    """A data set or a file of weights could not be had; the message says what to do."""


class CatalogueError(DataError):
    """An entry of the catalogue is incomplete or contradicts itself: the maintainer's mistake."""


class UnknownDataSetError(DataError):
    """The catalogue has no data set of this name."""


class DataUnavailableError(DataError):
    """Every source of a data set failed; the message lists each with its reason."""


class CacheError(DataError):
    """The cache folder refused to be read or written: full, read-only, or not a folder."""


class FormatError(DataError):
    """Files that were verified, or that the user gave, do not have the form a loader expects."""


class SourceError(DataError):
    """One source failed to give a data set; the next one is tried."""


class DigestError(SourceError):
    """A source gave bytes whose SHA-256 is not the catalogue's."""


class UnsafeArchiveError(SourceError):
    """An archive holds what no honest one does: a path that climbs out, a link, a bomb."""
