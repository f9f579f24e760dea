"""The catalogue of data sets and weights: fetched from several sources, verified by content.

>>> from shared.data import fetch
>>> folder = fetch("house-prices")  # doctest: +SKIP

`python -m shared.data list` shows what there is. Loaders that return arrays, texts and models are
in `shared.data.images.labeled`, `shared.data.text` and `shared.data.weights.pretrained`.
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
