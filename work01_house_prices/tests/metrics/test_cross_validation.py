"""The score is Kaggle's."""

from __future__ import annotations

import numpy as np
import pytest

from work01_house_prices.metrics.cross_validation import log_rmse


def test_log_rmse_is_kaggles() -> None:
    predicted, price = np.log([110.0, 90.0]), np.log([100.0, 100.0])
    expected = np.sqrt((np.log(1.1) ** 2 + np.log(0.9) ** 2) / 2)
    assert log_rmse(predicted, price) == pytest.approx(expected)
