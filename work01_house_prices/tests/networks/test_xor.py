"""The network learns XOR, from every start that is tried."""

from __future__ import annotations

import numpy as np
import pytest

from work01_house_prices.networks import xor


@pytest.mark.parametrize("seed", range(5))
def test_the_network_solves_xor(seed: int) -> None:
    network, losses = xor.solve(seed=seed)
    np.testing.assert_array_equal(network.forward(xor.INPUTS).argmax(axis=1), [0, 1, 1, 0])
    assert losses[-1] < 0.01 < losses[0]


def test_main_prints_the_truth_table(capsys: pytest.CaptureFixture[str]) -> None:
    xor.main()
    assert "0 xor 1 = 1" in capsys.readouterr().out
