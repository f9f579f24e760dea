"""What a token costs is measured of networks that do the right thing."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.errors import ModelError
from work04_grconv.studies import gpu_tokens

CONFIG = {"how": "recorded", "batch": 3, "words": 4, "width": 8, "rounds": 2}


@pytest.fixture(autouse=True)
def quick_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    monkeypatch.setattr(gpu_tokens, "SECONDS", 0.0)


@pytest.mark.parametrize("network", gpu_tokens.NETWORKS)
def test_every_network_is_measured(network: str) -> None:
    measured = gpu_tokens.cost({**CONFIG, "network": network})
    assert measured["difference"] < 1e-5
    assert not measured["recorded"]
    for kind in ("forward", "training"):
        tokens = measured[f"{kind}/tokens_per_second"]
        assert tokens * measured[f"{kind}/microseconds_per_token"] == pytest.approx(1e6)
        assert len(measured[f"{kind}/milliseconds_of_rounds"]) == 2


def test_a_network_that_does_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = gpu_tokens.run_network

    def wrong(network: torch.nn.Module, words: torch.Tensor) -> torch.Tensor:
        states = right(network, words)
        return states * 1.01 if isinstance(network, torch.nn.GRU) else states

    monkeypatch.setattr(gpu_tokens, "run_network", wrong)
    with pytest.raises(ModelError, match="differs"):
        gpu_tokens.cost({**CONFIG, "network": gpu_tokens.OURS})
