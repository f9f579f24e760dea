"""The Vision Transformer equals torchvision's; rollout does what its paper says."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision.models import VisionTransformer as TorchvisionViT

from work05_transformer.errors import ModelError
from work05_transformer.models.transformer import parameter_count
from work05_transformer.models.vit import (
    VisionTransformer,
    ViTBlock,
    ViTConfig,
    attention_rollout,
    patchify,
)

TINY = ViTConfig(12, 4, 16, 2, 2, 24, 5)


def random_model(config: ViTConfig = TINY) -> VisionTransformer:
    torch.manual_seed(0)
    model = VisionTransformer(config).double().eval()
    for parameter in model.parameters():  # norms of 1 and biases of 0 would hide mistakes
        nn.init.normal_(parameter, mean=0.05, std=0.3)
    return model


@torch.no_grad()
def copy_into_torchvision(model: VisionTransformer) -> TorchvisionViT:
    config = model.config
    theirs = TorchvisionViT(
        config.image_size, config.patch_size, config.num_layers, config.num_heads,
        config.d_model, config.d_ff, num_classes=config.num_classes,
    ).double().eval()  # fmt: skip
    kernel = model.embedding.weight.view(config.d_model, 3, config.patch_size, config.patch_size)
    theirs.conv_proj.weight.copy_(kernel)
    theirs.conv_proj.bias.copy_(model.embedding.bias)
    theirs.class_token.copy_(model.class_token)
    theirs.encoder.pos_embedding.copy_(model.positions)
    for ours, layer in zip(model.blocks, theirs.encoder.layers, strict=True):
        assert isinstance(ours, ViTBlock)
        attention, parts = layer.self_attention, ours.attention
        projections = (parts.query, parts.key, parts.value)
        attention.in_proj_weight.copy_(torch.cat([each.weight for each in projections]))
        attention.in_proj_bias.copy_(torch.cat([each.bias for each in projections]))
        attention.out_proj.load_state_dict(parts.output.state_dict())
        layer.ln_1.load_state_dict(ours.attention_norm.state_dict())
        layer.ln_2.load_state_dict(ours.feed_forward_norm.state_dict())
        layer.mlp[0].load_state_dict(ours.up.state_dict())
        layer.mlp[3].load_state_dict(ours.down.state_dict())
    theirs.encoder.ln.load_state_dict(model.norm.state_dict())
    theirs.heads.head.load_state_dict(model.head.state_dict())
    return theirs


def test_logits_and_gradients_equal_torchvisions_with_the_same_weights() -> None:
    model = random_model()
    theirs = copy_into_torchvision(model)
    images = torch.randn(3, 3, 12, 12, dtype=torch.float64, requires_grad=True)
    ours, expected = model(images), theirs(images)
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-10)
    gradients = [torch.autograd.grad(logits.sin().sum(), images)[0] for logits in (ours, expected)]
    torch.testing.assert_close(*gradients, rtol=0, atol=1e-10)


def test_vit_base_has_the_papers_86_million_parameters() -> None:
    with torch.device("meta"):
        ours, theirs = VisionTransformer(ViTConfig()), TorchvisionViT(224, 16, 12, 12, 768, 3072)
    assert parameter_count(ours) == parameter_count(theirs) == 86_567_656


def test_patches_are_what_a_convolution_with_its_stride_sees() -> None:
    images = torch.randn(2, 3, 8, 8, dtype=torch.float64)
    layer = nn.Conv2d(3, 5, 4, 4, bias=False).double()
    expected = layer(images).flatten(2).mT
    torch.testing.assert_close(patchify(images, 4) @ layer.weight.flatten(1).T, expected)


def test_without_positions_the_order_of_the_patches_says_nothing() -> None:
    images = torch.randn(1, 3, 12, 12, dtype=torch.float64)
    swapped = images.roll(4, dims=3)
    for positions, same in (("none", True), ("learned", False)):
        model = random_model(ViTConfig(12, 4, 16, 2, 2, 24, 5, positions=positions))  # type: ignore[arg-type]
        assert torch.allclose(model(images), model(swapped)) == same


def test_rollout_of_blind_attention_is_known() -> None:
    """Equal weights everywhere: after L layers a patch has (1 − 2^−L) / n of the class token."""
    model = random_model()
    for block in model.blocks:
        assert isinstance(block, ViTBlock)
        nn.init.zeros_(block.attention.query.weight)
        nn.init.zeros_(block.attention.query.bias)
    shares = attention_rollout(model, torch.randn(2, 3, 12, 12, dtype=torch.float64))
    expected = torch.full((2, 3, 3), (1 - 0.25) / 10, dtype=torch.float64)
    torch.testing.assert_close(shares, expected)


def test_impossible_patches_are_refused() -> None:
    with pytest.raises(ModelError, match="cannot be cut into patches of 5"):
        VisionTransformer(ViTConfig(12, 5, 16, 2, 2, 24, 5))
