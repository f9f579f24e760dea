"""A frozen norm in one pass gives what torchvision's gives, and keeps bf16."""

from __future__ import annotations

import torch
from torch import nn
from torchvision.ops import FrozenBatchNorm2d

from final_ssd.models.frozen_affine import FrozenAffine, fuse_frozen_norms


def test_it_is_torchvisions_norm_in_the_inputs_dtype() -> None:
    torch.manual_seed(0)
    norm = FrozenBatchNorm2d(5)
    for name, value in norm.named_buffers():
        value.copy_(torch.rand(5) + (0.5 if name == "running_var" else 0))
    model = nn.Sequential(nn.Sequential(norm), nn.BatchNorm2d(5))
    maps = torch.randn(2, 5, 3, 3)
    expected = norm(maps)
    fuse_frozen_norms(model)
    fused = model[0][0]  # type: ignore[index]
    assert isinstance(fused, FrozenAffine)
    assert isinstance(model[1], nn.BatchNorm2d)
    torch.testing.assert_close(fused(maps), expected)
    assert fused(maps.bfloat16()).dtype == torch.bfloat16
