"""Several processes train as one: the same batches, gradients, metrics and weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import ranks
import torch

from shared.training.testing.warm import run_python


def on_processes(count: int, tmp_path: Path) -> list[dict[str, object]]:
    """Return what `ranks.py` found on each of so many processes."""
    done = run_python(ranks.__file__, str(tmp_path), folder=tmp_path, processes=count)
    assert done.returncode == 0, done.stderr
    return [torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in range(count)]


@pytest.mark.parametrize("count", [2, 3])
def test_processes_train_as_one(count: int, tmp_path: Path) -> None:
    """Whole batches of 1 to 7 sentences, with a mean over tokens; samples fewer than processes."""
    one = ranks.measure(ranks.make_loop())
    every = on_processes(count, tmp_path)
    for rank, found in enumerate(every):
        for name in ("weights", "losses", "lengths"):
            torch.testing.assert_close(found[name], one[name], rtol=1e-12, atol=0)
        assert found["single"] == one["single"], "an evaluation of one sample"
        torch.testing.assert_close(found["evaluated"], every[0]["evaluated"], rtol=0, atol=0)
        torch.testing.assert_close(found["buffers"], every[0]["buffers"], rtol=0, atol=0)
        assert bool(found["refused"]), f"different weights were not noticed by process {rank}"
