"""Threads that wait sleep, unless somebody wants it otherwise; set before torch is imported."""

import os
import subprocess
import sys

import pytest

LOOK = "import os, sys, shared; print(os.environ['OMP_WAIT_POLICY'], 'torch' in sys.modules)"


@pytest.mark.parametrize(("wanted", "policy"), [(None, "passive"), ("active", "active")])
def test_waiting_threads_sleep(wanted: str | None, policy: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    if wanted:
        environment["OMP_WAIT_POLICY"] = wanted
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [policy, "False"]
