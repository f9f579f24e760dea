"""For tests that need real data: run where the data are, skip and say so where they are not."""

import contextlib
import os
from pathlib import Path

import pytest

from shared.data.cache import cache_folder, fetch, is_complete
from shared.data.catalogue.reading import find
from shared.data.errors import DataUnavailableError


def requires_data(name: str) -> Path:
    """Return the folder of a data set that is in the cache or in `DL_DATA`, or skip the test.

    It never uses the network, and writes nothing where there is nothing.
    """
    if is_complete(cache_folder() / name, find(name)) or os.environ.get("DL_DATA"):
        with contextlib.suppress(DataUnavailableError):
            return fetch(name, local_only=True)
    pytest.skip(f"{name} is neither in the cache nor in DL_DATA")
