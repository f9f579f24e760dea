"""The Transformer equals torch's with the same weights, pre- and post-LN."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from work05_transformer.layers.attention import MultiHeadAttention, causal_mask, padding_mask
from work05_transformer.models.transformer import (
    BASE,
    BIG,
    DecoderCache,
    FeedForward,
    Residual,
    Transformer,
    TransformerConfig,
    parameter_count,
)
from work05_transformer.text.sentences import PADDING

SMALL = TransformerConfig(vocab_size=20, context=16, d_model=12, num_heads=3, d_ff=20, num_layers=2)


def small_model(pre_norm: bool = False, dropout: float = 0.0) -> Transformer:
    torch.manual_seed(0)
    model = Transformer(dataclasses.replace(SMALL, pre_norm=pre_norm, dropout=dropout)).double()
    for parameter in model.parameters():  # norms of 1 and biases of 0 would hide mistakes
        nn.init.normal_(parameter, mean=0.1, std=0.3)
    return model.eval()


def copy_attention(ours: MultiHeadAttention, theirs: nn.MultiheadAttention) -> None:
    parts = (ours.query, ours.key, ours.value)
    theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
    theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    theirs.out_proj.load_state_dict(ours.output.state_dict())


def copy_feed_forward(ours: FeedForward, theirs: nn.Module) -> None:
    theirs.linear1.load_state_dict(ours.up.state_dict())
    theirs.linear2.load_state_dict(ours.down.state_dict())


def copy_norms(theirs: nn.Module, *ours: Residual) -> None:
    for number, residual in enumerate(ours, 1):
        getattr(theirs, f"norm{number}").load_state_dict(residual.norm.state_dict())


@torch.no_grad()
def copy_into_torch(model: Transformer) -> nn.Transformer:
    config = model.config
    theirs = nn.Transformer(
        config.d_model, config.num_heads, config.num_layers, config.num_layers, config.d_ff, 0.0,
        batch_first=True, norm_first=config.pre_norm,
    ).double()  # fmt: skip
    for ours, layer in zip(model.encoder.layers, theirs.encoder.layers, strict=True):
        copy_attention(ours.attention, layer.self_attn)
        copy_feed_forward(ours.feed_forward, layer)
        copy_norms(layer, ours.around_attention, ours.around_feed_forward)
    for ours, layer in zip(model.decoder.layers, theirs.decoder.layers, strict=True):
        copy_attention(ours.attention, layer.self_attn)
        copy_attention(ours.cross_attention, layer.multihead_attn)
        copy_feed_forward(ours.feed_forward, layer)
        copy_norms(
            layer, ours.around_attention, ours.around_cross_attention, ours.around_feed_forward
        )
    if config.pre_norm:
        theirs.encoder.norm.load_state_dict(model.encoder.norm.state_dict())
        theirs.decoder.norm.load_state_dict(model.decoder.norm.state_dict())
    else:  # torch closes both stacks with a normalization that the paper does not have
        theirs.encoder.norm = theirs.decoder.norm = None
    return theirs


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    source = torch.tensor([[3, 4, 5, 6, 7], [8, 9, 1, 0, 0]])
    target = torch.tensor([[2, 11, 12, 13], [2, 14, 15, 1]])
    return source, target


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")  # torch on its own fast path
@pytest.mark.parametrize("pre_norm", [False, True])
def test_the_stacks_equal_torchs_with_the_same_weights_and_gradients(pre_norm: bool) -> None:
    model = small_model(pre_norm)
    theirs = copy_into_torch(model)
    source, target = batch()
    is_padding = source == 0
    embedded_source = model.embed(source).detach().requires_grad_()
    embedded_target = model.embed(target).detach().requires_grad_()
    mask = padding_mask(~is_padding)
    memory = model.encoder(embedded_source, mask)
    ours = model.decoder(embedded_target, memory, causal_mask(4), mask)
    expected = theirs(
        embedded_source,
        embedded_target,
        tgt_mask=~causal_mask(4),
        src_key_padding_mask=is_padding,
        memory_key_padding_mask=is_padding,
    )
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-10)
    inputs = (embedded_source, embedded_target)
    gradients = torch.autograd.grad(ours.sin().sum(), inputs)
    wanted = torch.autograd.grad(expected.sin().sum(), inputs)
    torch.testing.assert_close(gradients, wanted, rtol=0, atol=1e-10)


@pytest.mark.parametrize("pre_norm", [False, True])
def test_a_padded_batch_equals_the_sentences_one_by_one(pre_norm: bool) -> None:
    model = small_model(pre_norm)
    source, target = batch()
    together = model(source, target)
    for row, length in enumerate((5, 3)):
        alone = model(source[row : row + 1, :length], target[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone, rtol=0, atol=1e-10)


def test_the_decoder_ignores_the_future() -> None:
    model = small_model()
    source, target = batch()
    changed = target.clone()
    changed[:, 2:] = 19
    before, after = model(source, target), model(source, changed)
    torch.testing.assert_close(before[:, :2], after[:, :2], rtol=0, atol=0)
    assert not torch.allclose(before[:, 2:], after[:, 2:])


@pytest.mark.parametrize("pre_norm", [False, True])
def test_decoding_with_a_cache_equals_decoding_without(pre_norm: bool) -> None:
    model = small_model(pre_norm)
    source, target = batch()
    memory, mask = model.encode(source)
    cache = DecoderCache()
    steps = [
        model.decode(target[:, start:end], memory, mask, cache)
        for start, end in ((0, 2), (2, 3), (3, 4))
    ]
    torch.testing.assert_close(
        torch.cat(steps, dim=1), model.decode(target, memory, mask), rtol=0, atol=1e-10
    )


def test_a_cache_follows_the_rows_that_beam_search_keeps() -> None:
    model = small_model()
    source, target = batch()
    memory, mask = model.encode(source)
    cache = DecoderCache()
    model.decode(target[:, :2], memory, mask, cache)
    rows = torch.tensor([1, 1])
    cache.select(rows)
    continued = model.decode(target[rows, 2:3], memory[rows], mask[rows], cache)
    whole = model.decode(target[rows, :3], memory[rows], mask[rows])
    torch.testing.assert_close(continued[:, 0], whole[:, 2], rtol=0, atol=1e-10)


def test_embeddings_are_multiplied_by_the_root_of_d_model() -> None:
    model = small_model()
    tokens = torch.tensor([[5, 7]])
    expected = model.embedding(tokens) * 12**0.5 + model.positions.table[:2]
    torch.testing.assert_close(model.embed(tokens), expected)


@pytest.mark.parametrize(("config", "millions"), [(BASE, 65), (BIG, 213)])
def test_the_papers_models_have_about_the_parameters_that_table_3_states(
    config: TransformerConfig, millions: int
) -> None:
    with torch.device("meta"):
        count = parameter_count(Transformer(config))
    d_model, d_ff = config.d_model, config.d_ff
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = attention + feed_forward + 2 * norm
    decoder = 2 * attention + feed_forward + 3 * norm
    assert count == config.vocab_size * d_model + config.num_layers * (encoder + decoder)
    assert count / 1e6 == pytest.approx(millions, rel=0.035)


def test_rotary_positions_depend_on_distances_alone() -> None:
    """Words shifted by padding in front keep their encodings, which sinusoids do not allow."""
    for positions, same in (("rotary", True), ("sinusoidal", False)):
        torch.manual_seed(0)
        config = TransformerConfig(12, 16, 16, 2, 32, 2, 0.0, positions=positions)  # type: ignore[arg-type]
        model = Transformer(config).double().eval()
        plain, _ = model.encode(torch.tensor([[5, 6, 7]]))
        shifted, _ = model.encode(torch.tensor([[PADDING, PADDING, 5, 6, 7]]))
        assert torch.allclose(plain, shifted[:, 2:], atol=1e-10) == same
