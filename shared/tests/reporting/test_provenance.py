"""What a run says of the machine that it ran on."""

from __future__ import annotations

import pytest
import torch

from shared.reporting.provenance import vector_instructions


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"amx_bf16": True}, "AVX512 with AMX"),
        ({"amx_bf16": False}, "AVX512"),
        ({}, "AVX512"),
        (None, "AVX512"),
    ],
)
def test_units_for_matrices_are_named(
    capabilities: dict[str, bool] | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")
    if capabilities is None:  # an older torch
        monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    else:
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert vector_instructions() == expected
