"""A submission holds prices or is not written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from work01_house_prices.training.outputs import write_submission


def test_a_submission_without_prices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a positive, finite number"):
        write_submission(tmp_path / "s.csv", np.array([1]), np.array([np.nan]))
    assert list(tmp_path.iterdir()) == []
