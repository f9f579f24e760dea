"""For tests that need real data: run where the data are, skip and say so where they are not."""

from pathlib import Path

import pytest

from shared.data.cache import fetch
from shared.data.errors import DataUnavailableError


def requires_data(name: str) -> Path:
    """Return the folder of a data set that is in the cache or in `DL_DATA`, or skip the test.

    It never uses the network.
    """
    try:
        return fetch(name, local_only=True)
    except DataUnavailableError:
        pytest.skip(f"{name} is neither in the cache nor in DL_DATA")
