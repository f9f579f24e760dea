"""The area under a curve, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from final_ssd.metrics.average_precision import average_precision_at, average_precision_everywhere


def test_average_precision_by_hand() -> None:
    recall, precision = np.array([0.5, 0.5, 1.0]), np.array([1.0, 0.5, 2 / 3])
    assert average_precision_everywhere(recall, precision) == pytest.approx(0.5 + 0.5 * 2 / 3)
    at = average_precision_at(recall, precision, np.linspace(0, 1, 11))
    assert at == pytest.approx((6 * 1 + 5 * 2 / 3) / 11)
    assert average_precision_everywhere(np.zeros(0), np.zeros(0)) == 0
