"""The catalogue of data sets and weights: fetched from several sources, verified by content.

>>> from shared.data import fetch
>>> folder = fetch("house-prices")  # doctest: +SKIP

`python -m shared.data list` shows what there is. The rooms, in reading order:

    catalogue/  what there is: files, digests, terms, sources, in a TOML file
    cache.py    `fetch`: one folder of verified files, safely among several processes
    sources/    files from the user's folder, an address, an archive, a package client
    forms/      how a source holds a data set, and how that becomes its files
    files.py    writing that notices a limit and a full disk; progress.py shows how far it is
    images/     data sets as arrays, photos that nobody has vouched for, augmentation
    text.py     pairs, books, reviews, word vectors, byte pairs
    weights/    files of weights and pretrained models
    testing.py  tests that need real data
"""

from shared.data.cache import cache_folder, fetch
from shared.data.errors import (
    CacheError,
    DataError,
    DataUnavailableError,
    FormatError,
    UnknownDataSetError,
)

__all__ = [
    "CacheError",
    "DataError",
    "DataUnavailableError",
    "FormatError",
    "UnknownDataSetError",
    "cache_folder",
    "fetch",
]
