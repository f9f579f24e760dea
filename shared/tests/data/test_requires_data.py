"""Tests that need real data are skipped, with the reason, where there are none."""

import pytest
from toy_data import CONTENT, read_files, write_files

from shared.data.catalogue.entries import Local, Registry
from shared.data.testing import requires_data


def test_without_data_the_test_is_skipped_and_the_network_left_alone(register, clients, cache):
    register(Local("toy"), Registry("npm", "toy@1", "0" * 64))
    with pytest.raises(pytest.skip.Exception, match="toy is neither in the cache nor in DL_DATA"):
        requires_data("toy")
    assert clients.calls == []
    assert not cache.exists(), "looking leaves no trace"


def test_with_data_the_folder_is_returned(register, user_folder):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    assert read_files(requires_data("toy")) == CONTENT
