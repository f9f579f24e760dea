"""What each exercise must do, checked on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.attention")` is a module of
the hand-in, `theirs` in what follows; `ours` is the reference's. The student's side may live in
another process, so a check hands over only numbers, strings, lists, tensors, and what the
student's side itself gave out. It reads back numbers and tensors and compares them here.

Every expectation is the reference's. Where an exercise is a method, its object is made on both sides
and gets the same random state. A check's docstring lists what the exercise's docstring states, and the
case that looks at it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import (
    Sides,
    alike,
    assert_close,
    assert_equal,
    assert_gradients,
    assert_number,
    assert_raises,
    integers,
    normal,
)
from shared.grading.remote.stand_ins import hold, with_gradients


def _several(result: Any, count: int, what: str) -> Any:
    assert isinstance(result, (tuple, list)), (
        f"{what}: return {count} values, not {type(result).__name__}"
    )
    assert len(result) == count, f"{what}: return {count} values, not {len(result)}"
    return result


def _assert_keeps_float32(
    theirs: Any, ours: Any, args: tuple[Any, ...], what: str, hint: str
) -> None:
    """Call with float32 in place of float64: a result has the dtype of its arguments."""
    args = tuple(
        value.float() if isinstance(value, torch.Tensor) and value.is_floating_point() else value
        for value in args
    )
    actual, expected = theirs(*args), ours(*args)
    if isinstance(expected, torch.Tensor):
        actual, expected = (actual,), (expected,)
    results = zip(_several(actual, len(expected), what), expected, strict=True)
    for number, (one, other) in enumerate(results, 1):
        which = f", result {number}" if len(expected) > 1 else ""
        assert_close(one, other, f"{what} in float32{which}", hint)


def _in_float32(number: Any) -> Any:
    """Return a number to be compared with the precision of float32, in which it may have been summed."""
    number = number.item() if getattr(number, "ndim", None) == 0 else number
    return np.float32(number) if isinstance(number, float) else number


def _check_drops(drops: torch.Tensor, dropout: float, what: str) -> None:
    """Compare the share of dropped values with the probability, within six standard deviations.

    Each value must be dropped on its own: along no dimension are all choices the same.
    """
    share = drops.double().mean().item()
    room = 6 * (dropout * (1 - dropout) / drops.numel()) ** 0.5
    assert abs(share - dropout) < room, (
        f"{what}: {share:.0%} of the values were dropped, with a dropout of {dropout:.0%}."
    )
    for dimension in range(drops.dim()):
        assert (drops != drops.narrow(dimension, 0, 1)).any(), (
            f"{what}: along dimension {dimension}, all or none are dropped: draw for each value."
        )


def _find_drops(
    actual: Any, whole: torch.Tensor, dropout: float, what: str, hint: str
) -> torch.Tensor:
    """Return where `actual` is zero; elsewhere it must be `whole` / (1 − dropout)."""
    assert isinstance(actual, torch.Tensor), f"{what}: expected a tensor. {hint}"
    assert actual.shape == whole.shape, (
        f"{what}: expected shape {tuple(whole.shape)}, got {tuple(actual.shape)}. {hint}"
    )
    drops = actual.detach() == 0
    # The factor may be float32's.
    expected = (whole / (1 - dropout)).masked_fill(drops, 0.0).float()
    assert_close(actual, expected, what, hint, same_dtype=False)
    return drops


def _assert_learns_with_dropout(
    function: Any, args: tuple[Any, ...], like: torch.Tensor, modules: list[Any], what: str
) -> None:
    """Ask for the gradients of the first result, of the shape of `like`, while dropout acts.

    Which values are dropped is drawn: each gradient must be there, whatever it is, for the tensors of
    `args` and the parameters of `modules`.
    """
    args = tuple(
        one.clone().requires_grad_()
        if isinstance(one, torch.Tensor) and one.is_floating_point()
        else one
        for one in args
    )
    # A second result, such as the weights before dropout, has no weight.
    result, attached, _ = with_gradients(function, args, {}, None, modules)
    others = result[1:] if isinstance(result, (list, tuple)) else ()
    cotangents = [torch.ones_like(like).cumsum(-1), *(torch.zeros_like(one) for one in others)]
    _, attached, gradients = with_gradients(function, args, {}, cotangents, modules)
    hint = "The result has no gradient for what comes before: dropout must not cut it off."
    assert attached and attached[0] and gradients, f"{what}: {hint}"  # noqa: PT018
    assert all(one.abs().max() > 0 for one in gradients), f"{what}: {hint}"


# 1 · Attention


def causal_mask(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `causal_mask`.

    - position i attends to positions up to i, to none after it: as many keys as queries
    - `keys` is None: as many as queries
    - more keys than queries: one query, and some
    - on `device`: one that is not the CPU, and holds no numbers
    """
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    count, more = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    for given in ((count,), (count, count), (1, count), (1,), (3, 3 + more), (count, count + 1)):
        assert_close(
            theirs.causal_mask(*given),
            ours.causal_mask(*given),
            f"causal_mask{given}",
            "Query i stands at position keys − queries + i, and sees itself and what is before.",
        )
    device = hold(hold(theirs.causal_mask, count).to, "meta").device
    there = hold(theirs.causal_mask, count, count + more, device).is_meta
    assert there is True, "causal_mask(…, device): the mask is on another device."


def attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `attention`.

    - equation (1), any leading dimensions, value features of another number: three shapes
    - the mask is True where a query may attend, None allows everything, and it broadcasts: masks
      of the batch, of all heads, of all rows
    - a closed row: zeros, forwards and backwards
    - dropout: which weights reach the values, told by values that are the identity; those left are
      divided by 1 − dropout, not normalized again; the weights returned are those before; without a
      mask and with one
    - backwards: query, key, value, with each mask; that each has a gradient where dropout acts
    """
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    mask = torch.from_numpy(rng.random((2, 1, 5, 4)) < 0.6)
    mask[:, :, :, 0] = True
    closed = mask.clone()
    closed[0, 0, 2] = False
    right = "Equation (1): the softmax over the keys of q·k / √d, masked before the softmax."
    empty = "A query that may attend to nothing gets zeros, and passes zeros back."
    for name, given, hint in (
        ("without a mask", None, right),
        ("with a mask", mask, right),
        ("with a mask of keys", mask[:, :, :1], right),
        ("with a closed row", closed, empty),
    ):
        query, key, value = (
            normal(rng, 2, 3, 5, 9),
            normal(rng, 2, 3, 4, 9),
            normal(rng, 2, 3, 4, 6),
        )
        what = f"attention(…) {name}"
        mixed, weights = _several(theirs.attention(query, key, value, given), 2, what)
        expected_mixed, expected_weights = ours.attention(query, key, value, given)
        assert_close(weights, expected_weights, f"{what}, the weights", hint)
        assert_close(mixed, expected_mixed, f"{what}, the mixed values", hint)
        arguments = (query, key, value, given)
        assert_gradients(theirs.attention, ours.attention, arguments, what, hint, rng=rng)
    for batch in ((), (3,)):
        arguments = (
            normal(rng, *batch, 4, 4),
            normal(rng, *batch, 6, 4),
            normal(rng, *batch, 6, 3),
        )
        what = f"attention(…) of {2 + len(batch)} dimensions"
        assert_gradients(theirs.attention, ours.attention, arguments, what, right, rng=rng)
        _assert_keeps_float32(theirs.attention, ours.attention, arguments, what, right)
    _attention_dropout(theirs, ours, rng)


def _attention_dropout(theirs: Any, ours: Any, rng: np.random.Generator) -> None:
    query, key = normal(rng, 2, 3, 20, 4), normal(rng, 2, 3, 16, 4)
    identity = torch.eye(16, dtype=torch.float64).expand(2, 3, 16, 16).contiguous()
    dropout, what = float(rng.uniform(0.2, 0.5)), "attention(…, dropout)"
    hint = "Weights are dropped behind the softmax, the others divided by 1 − dropout."
    _, expected = ours.attention(query, key, identity)
    for mask in (None, torch.ones(2, 1, 1, 16, dtype=torch.bool)):  # which closes nothing
        found = []
        for _ in range(2):
            result = theirs.attention(query, key, identity, mask, dropout)
            kept, weights = _several(result, 2, what)
            assert_close(weights, expected, f"{what}, the weights", "Return those before dropout.")
            found.append(_find_drops(kept, expected, dropout, what, hint))
            _check_drops(found[-1], dropout, what)
        assert not torch.equal(*found), f"{what}: two calls drop the same weights."
        arguments = (query, key, identity, mask, dropout)
        _assert_learns_with_dropout(theirs.attention, arguments, expected, [], what)


def split_heads(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `MultiHeadAttention.split`.

    - each head gets its own slice, head h from h · d on: several numbers of heads
    - backwards: the features
    """
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    for d_model, heads in ((12, 3), (6, 1), (10, 5)):
        layer = theirs.MultiHeadAttention(d_model, heads)
        right = ours.MultiHeadAttention(d_model, heads)
        features = normal(rng, int(rng.integers(1, 4)), int(rng.integers(2, 6)), d_model)
        what = f"split(features) into {heads} heads"
        hint = "Head h gets features h · d … (h + 1) · d − 1 of every position."
        assert_close(layer.split(features), right.split(features), what, hint)
        assert_gradients(layer.split, right.split, (features,), what, hint, rng=rng)
        _assert_keeps_float32(layer.split, right.split, (features,), what, hint)


def merge_heads(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `MultiHeadAttention.merge`.

    - the heads' features side by side, as before `split`: several numbers of heads
    - backwards: the features
    """
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    for d_model, heads in ((12, 3), (6, 1), (10, 5)):
        layer = theirs.MultiHeadAttention(d_model, heads)
        right = ours.MultiHeadAttention(d_model, heads)
        batch, positions = int(rng.integers(1, 4)), int(rng.integers(2, 6))
        features = normal(rng, batch, heads, positions, d_model // heads)
        what = f"merge(features) of {heads} heads"
        hint = "merge undoes split: the heads of one position stand side by side."
        assert_close(layer.merge(features), right.merge(features), what, hint)
        assert_gradients(layer.merge, right.merge, (features,), what, hint, rng=rng)
        _assert_keeps_float32(layer.merge, right.merge, (features,), what, hint)


def additive_attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `AdditiveAttention.forward`.

    - vᵀ tanh(W q + U k), queries and keys of other widths: a layer with the reference's weights
    - mixed values and weights as `attention`: no mask, padding, a mask of pairs
    - zeros for a closed row, backwards too
    - backwards: query, key, value and the three matrices
    """
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    layer, right = theirs.AdditiveAttention(3, 4, 5), ours.AdditiveAttention(3, 4, 5)
    alike(rng, layer, right)
    padding = torch.arange(6)[None, None] < torch.tensor([6, 3])[:, None, None]
    pairs = torch.from_numpy(rng.random((2, 3, 6)) < 0.6)
    pairs[1, 1] = False
    hint = "The softmax over the keys of vᵀ tanh(W q + U k), masked before the softmax."
    for name, given in (
        ("without a mask", None), ("with padding", padding), ("with a closed row", pairs),
    ):  # fmt: skip
        query, key, value = normal(rng, 2, 3, 3), normal(rng, 2, 6, 4), normal(rng, 2, 6, 2)
        what = f"AdditiveAttention(…) {name}"
        mixed, weights = _several(layer(query, key, value, given), 2, what)
        expected_mixed, expected_weights = right(query, key, value, given)
        assert_close(weights, expected_weights, f"{what}, the weights", hint)
        assert_close(mixed, expected_mixed, f"{what}, the mixed values", hint)
        arguments = (query, key, value, given)
        assert_gradients(
            layer,
            right,
            arguments,
            what,
            hint,
            rng=rng,
            theirs_modules=(layer,),
            ours_modules=(right,),
        )
    layer.float()
    right.float()
    _assert_keeps_float32(layer, right, arguments, "AdditiveAttention(…)", hint)


def kernel_pooling(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `kernel_pooling`.

    - weights are the softmax over the keys of −‖q − k‖² / (2 · width²), values their mean: several
      features, one; any leading dimensions; more queries than keys and fewer; random widths
    - a narrow kernel takes the nearest, a wide one the mean, and the weights sum to 1: tiny widths,
      keys far from all queries, a huge width
    - the width is a number, or a tensor
    - backwards: query, key, value, width; where a query equals a key
    """
    theirs, ours = getattr(student, "layers.pooling"), getattr(reference, "layers.pooling")
    hint = "The softmax over the keys of −‖q − k‖² / (2 · width²), and the mean that it weighs."
    for batch, queries, keys, d, scale, width in (
        ((), 4, 6, 1, 1, float(rng.uniform(0.3, 0.8))),
        ((2,), 5, 3, 3, 1, float(rng.uniform(1.2, 3))),
        ((2, 3), 1, 4, 2, 1, 1.0),
        ((), 3, 5, 2, 1, 1e-3),
        ((), 3, 5, 2, 100, float(rng.uniform(0.5, 1))),
        ((2,), 3, 4, 2, 1, 1e4),
    ):
        query, key = normal(rng, *batch, queries, d), normal(rng, *batch, keys, d) * scale
        if width < 0.1:  # no two keys nearly as near: gradients of 1 / width³ magnify rounding
            key = torch.from_numpy(rng.permutation(keys))[:, None].expand(keys, d).double()
            query = key[:queries].flip(0) + 0.1
        key[..., 0, :] = query[..., 0, :]
        value = normal(rng, *batch, keys, int(rng.integers(1, 4)))
        arguments = (query, key, value, width)
        what = f"kernel_pooling(…) of {2 + len(batch)} dimensions, width {width:.3g}"
        mixed, weights = _several(theirs.kernel_pooling(*arguments), 2, what)
        expected_mixed, expected_weights = ours.kernel_pooling(*arguments)
        assert_close(weights, expected_weights, f"{what}, the weights", hint)
        assert_close(mixed, expected_mixed, f"{what}, the mixed values", hint)
        learned = (query, key, value, torch.tensor(width, dtype=torch.float64))
        function, right = theirs.kernel_pooling, ours.kernel_pooling
        assert_gradients(function, right, learned, f"{what}, a tensor", hint, rng=rng)
        if scale == 1 and width > 0.1:
            _assert_keeps_float32(function, right, arguments, what, hint)


# 2 · Positions


def sinusoidal(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `sinusoidal`.

    - sines in the even columns, cosines in the odd ones, of the same angle: random sizes, two
      columns, one position
    - float32
    """
    theirs, ours = getattr(student, "layers.positional"), getattr(reference, "layers.positional")
    positions, d_model = int(rng.integers(5, 40)), 2 * int(rng.integers(3, 9))
    for given in ((positions, d_model), (positions, 2), (1, d_model)):
        assert_close(
            theirs.sinusoidal(*given),
            ours.sinusoidal(*given),
            f"sinusoidal{given}",
            "Column 2i is sin(position / 10000^(2i/d)), column 2i + 1 the cosine of the same angle.",
        )


def rotary(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `RotaryPositions.forward`.

    - features i and i + d/2 are turned by the angle of position start + t: no start, a random one,
      the last that fits
    - ModelError beyond the context: by one position, and by one that slicing would leave out
    - backwards: the features
    """
    theirs, ours = getattr(student, "layers.positional"), getattr(reference, "layers.positional")
    hint = "Features i and i + d/2 are turned by the angle of position start + t."
    for context, width in ((16, 6), (9, 2)):
        layer, right = theirs.RotaryPositions(context, width), ours.RotaryPositions(context, width)
        for first in (0, int(rng.integers(1, context - 4)), context - 4):
            features = normal(rng, 2, 3, 4, width).float()
            what = f"RotaryPositions({context}, {width})(features, {first})"
            assert_close(layer(features, first), right(features, first), what, hint)
            assert_gradients(layer, right, (features, first), what, hint, rng=rng)
        features = normal(rng, 1, 2, 3, width).float()
        assert_close(layer(features), right(features), "RotaryPositions(…)(features)", hint)
        for count, first in ((4, context - 3), (1, context), (context + 1, 0)):
            assert_raises(
                layer,
                reference.errors.ModelError,
                normal(rng, 1, 1, count, width).float(),
                first,
                what=f"{count} positions from {first} on, with a context of {context}",
                hint="Positions beyond the context are an error: `rows` raises it.",
            )


# 3 · The Transformer


def residual(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `Residual.forward`.

    - post-LN is LayerNorm(x + dropout(f(x))), pre-LN is x + dropout(f(LayerNorm(x))): both, with
      the reference's weights in the normalization and in a feed-forward network
    - dropout acts in training alone: evaluation has none; in training each position is what one
      choice of dropped features gives, and the choices have the right share
    - backwards: the features, and all weights; that each has a gradient in training
    """
    theirs, ours = getattr(student, "models.transformer"), getattr(reference, "models.transformer")
    hint = "Post-LN is norm(x + dropout(f(x))), pre-LN is x + dropout(f(norm(x)))."
    for pre_norm, what in ((False, "post-LN"), (True, "pre-LN")):
        layer, right = theirs.Residual(4, 0.3, pre_norm), ours.Residual(4, 0.3, pre_norm)
        inner, right_inner = theirs.FeedForward(4, 12), ours.FeedForward(4, 12)
        alike(rng, layer, right)
        alike(rng, inner, right_inner)
        layer.eval()
        right.eval()
        features = normal(rng, 2, 40, 4) * 2 + 1
        assert_close(layer(features, inner), right(features, right_inner), what, hint)
        assert_gradients(
            layer, right, (features, Sides(inner, right_inner)), what, hint, rng=rng,
            theirs_modules=(layer, inner), ours_modules=(right, right_inner),
        )  # fmt: skip
        layer.train()
        actual = layer(features, inner)
        _residual_dropout(actual, features, right, right_inner, f"{what} in training", hint)
        arguments, modules = (features, inner), [layer, inner]
        _assert_learns_with_dropout(layer, arguments, features, modules, f"{what} in training")
        for module in (layer, inner, right, right_inner):
            module.eval()
            module.float()
        actual, expected = layer(features.float(), inner), right(features.float(), right_inner)
        assert_close(actual, expected, f"{what} in float32", hint)


def _residual_dropout(
    actual: Any, features: torch.Tensor, right: Any, inner: Any, what: str, hint: str
) -> None:
    """Find the dropped features of each position: of four, there are 16 choices."""
    assert isinstance(actual, torch.Tensor), f"{what}: expected a tensor. {hint}"
    assert actual.shape == features.shape, f"{what}: the shape has changed. {hint}"
    choices = torch.cartesian_prod(*4 * [torch.tensor([True, False])])[:, None, None]
    with torch.no_grad():
        if right.pre_norm:
            kept = inner(right.norm(features)).masked_fill(choices, 0.0) / 0.7
            candidates = features + kept
        else:
            kept = inner(features).masked_fill(choices, 0.0) / 0.7
            candidates = right.norm(features + kept)
        error, nearest = (actual - candidates).abs().amax(-1).min(dim=0)
    room = 1e-7 + 1e-6 * candidates.abs().max()  # the factor may be float32's
    assert bool((error < room).all()), (
        f"{what}: dropout sets some features of f's output to zero, and divides the others by "
        f"1 − dropout. {hint}"
    )
    _check_drops(choices[:, 0, 0][nearest], 0.3, what)


def embed(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `Transformer.embed`.

    - tokens times √d_model, plus the positions from `start` on: learned positions, with the
      reference's weights; no positions
    - dropout acts on the sum, in training alone
    - backwards: the embedding and the positions; that both have a gradient in training
    """
    theirs, ours = getattr(student, "models.transformer"), getattr(reference, "models.transformer")
    hint = "The embedding times √d_model, plus the positions from start on."
    for positions, width in (("learned", 16), ("none", 4)):
        options = {
            "vocab_size": 11, "context": 20, "d_model": width, "num_heads": 2, "d_ff": 8,
            "num_layers": 1, "dropout": 0.4, "positions": positions,
        }  # fmt: skip
        model = theirs.Transformer(theirs.TransformerConfig(**options)).eval()
        right = ours.Transformer(ours.TransformerConfig(**options)).eval()
        alike(rng, model, right)
        for first in (0, int(rng.integers(1, 9)), 8):
            tokens = integers(rng, 11, 2, 12)
            what = f"embed(tokens, {first}) with positions {positions!r}"
            assert_close(model.embed(tokens, first), right.embed(tokens, first), what, hint)
            assert_gradients(
                model.embed, right.embed, (tokens, first), what, hint, rng=rng,
                theirs_modules=(model,), ours_modules=(right,),
            )  # fmt: skip
        tokens = integers(rng, 11, 3, 20)
        expected = right.embed(tokens)
        assert_close(model.embed(tokens), expected, "embed(tokens)", hint)
        model.train()
        what = "embed(tokens) in training"
        _check_drops(_find_drops(model.embed(tokens), expected, 0.4, what, hint), 0.4, what)
        modules = [model.embedding, model.positions]
        _assert_learns_with_dropout(model.embed, (tokens,), expected, modules, what)
        for module in (model, right):
            module.eval()
            module.float()
        what = f"embed(tokens) in float32 with positions {positions!r}"
        assert_close(model.embed(tokens), right.embed(tokens), what, hint)


def layer_normalization(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `layer_norm`.

    - each position by itself, over its features alone: one, two, three dimensions, as many positions
      as features
    - the biased variance, plus ε below the root: few features, small features, a large ε, the default
    - then the gain, then the bias: random ones
    - equal features become the bias, and pass finite gradients back; one feature
    - backwards: features, gain, bias; through mean and variance
    """
    theirs, ours = getattr(student, "layers.layer_norm"), getattr(reference, "layers.layer_norm")
    hint = "(x − mean) / √(variance + ε) over the features of a position, times gain, plus bias."
    for shape, scale, eps in (
        ((2, 3, 5), 1, ()), ((4, 4), 3, (1e-5,)), ((7,), 1, (0.5,)), ((2, 2, 3), 1e-2, (1e-4,)),
        ((3, 2), 10, (1e-3,)), ((2, 1), 1, ()), ((2, 3, 2, 4), 1, (1e-6,)),
    ):  # fmt: skip
        features = normal(rng, *shape) * scale + 2 * normal(rng)
        gain, bias = normal(rng, shape[-1]), normal(rng, shape[-1])
        arguments = (features, gain, bias, *eps)
        what = f"layer_norm of the shape {shape}{f', eps={eps[0]}' if eps else ''}"
        actual = theirs.layer_norm(*arguments)
        assert_close(actual, ours.layer_norm(*arguments), what, hint)
        assert_gradients(theirs.layer_norm, ours.layer_norm, arguments, what, hint, rng=rng)
        if scale >= 1 and shape[-1] > 2:
            # Features that differ: of equal ones, E[x²] − mean² would have no digits in float32.
            spread = np.tile(np.linspace(-2, 2, shape[-1]), (*shape[:-1], 1))
            arguments = (torch.from_numpy(rng.permuted(spread, axis=-1)) + 1, gain, bias, *eps)
            _assert_keeps_float32(theirs.layer_norm, ours.layer_norm, arguments, what, hint)
    equal = torch.full((2, 3, 4), float(rng.integers(1, 9)), dtype=torch.float64)
    arguments = (equal, normal(rng, 4), normal(rng, 4))
    what = "layer_norm of equal features"
    assert_gradients(theirs.layer_norm, ours.layer_norm, arguments, what, hint, rng=rng)


# 4 · Byte pairs


def merge_pair(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `merge_pair`.

    - every occurrence, from the left, without overlap: three equal symbols and random ones
    - a pair across symbols of several letters, that their text alone would show elsewhere
    - none, one symbol, a pair at the end, no occurrence; a tuple of symbols
    """
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    hint = "Merge every occurrence, from the left; a merged symbol is not merged again."
    cases = [([], ("a", "b")), (["a"], ("a", "b")), (["ab", "a", "b"], ("a", "b"))]
    for _ in range(4):
        drawn = rng.choice(["a", "b", "ab", "aa"], size=14).tolist()
        symbols = ["a", "a", "a", "b", "a", "b", *drawn]
        cases += [(symbols, pair) for pair in (("a", "b"), ("a", "a"), ("ab", "a"), ("b", "ab"))]
    cases += [(tuple(cases[-1][0]), ("a", "aa")), (cases[-2][0], ("c", "a"))]
    for symbols, pair in cases:
        expected = ours.merge_pair(symbols, pair)
        assert_equal(
            theirs.merge_pair(symbols, pair), expected, f"merge_pair({symbols}, {pair})", hint
        )


LETTERS = "abcd"


def merge_word(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `BytePairs.merge`.

    - in each round the pair of the lowest rank, wherever it occurs: random words
    - until no pair of neighbors is among the merges: words with none, one symbol, none at all
    - no merges at all; a tuple of symbols
    """
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    merges = [("b", "c"), ("a", "b"), ("a", "bc"), ("c", "d"), ("abc", "d"), ("a", "a"),
              ("aa", "aa"), ("d", "d")]  # fmt: skip
    made = dict.fromkeys("".join(pair) for pair in merges)
    symbols = [*ours.printable_bytes().values(), *made]
    tokens = {token: number for number, token in enumerate(symbols)}
    tokenizer, right = theirs.BytePairs(tokens, merges), ours.BytePairs(tokens, merges)
    words: list[Any] = [[], ["a"], ["d", "a"], ["b", "c"], [*"aaaaa"], [*"abcabcd"], [*"ddbcddbc"]]
    # The first pair of this start is the last to be merged.
    words += [[*"aabcd", *rng.choice([*LETTERS], size=8).tolist()] for _ in range(8)]
    words.append(tuple(rng.choice([*LETTERS], size=12).tolist()))
    for word in words:
        assert_equal(
            tokenizer.merge(word),
            right.merge(word),
            f"merge({word}) with the merges {merges}",
            "In each round the pair of the lowest rank is merged, until none is left.",
        )
    bare = {token: number for number, token in enumerate(symbols[:256])}
    word = rng.choice([*LETTERS], size=5).tolist()
    assert_equal(
        theirs.BytePairs(bare, []).merge(word),
        ours.BytePairs(bare, []).merge(word),
        f"merge({word}) without merges",
        "Nothing is merged.",
    )


def _text(rng: np.random.Generator, words: int) -> str:
    # Some words come often, so that counting each word once chooses other pairs.
    stock = ["".join(rng.choice([*LETTERS], size=rng.integers(2, 6))) for _ in range(12)]
    shares = np.arange(1, 13)[::-1] ** 2
    return " ".join(rng.choice(stock, size=words, p=shares / shares.sum()))


def _tied_text(rng: np.random.Generator) -> str:
    # Every word twice: nearly all pairs are equally frequent. Two letters are two bytes each.
    stock = ["".join(rng.choice([*"abcdeé1§"], size=rng.integers(2, 7))) for _ in range(8)]
    return " ".join(rng.permutation([*stock, *stock]))


def _tied_after_a_merge(rng: np.random.Generator) -> str:
    # Once a and b are one, (a, d) and (ab, c) are equally frequent: by the left symbol a comes
    # before ab, by the whole token abc before ad.
    a, b, c, d = sorted(rng.choice([*"bcdefgh"], size=4, replace=False))
    return "\n".join(rng.permutation([a + b] * 5 + [a + b + c] * 2 + [a + d] * 2))


def learn_byte_pairs(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `learn_byte_pairs`.

    - the most frequent pair, counted as often as its word occurs: words of unequal frequency
    - at each place where it stands: a word of three equal letters
    - never across words: a word that comes again and again
    - of equals the first by the left symbol, then by the right one: texts of ties
    - the size to end with: a random one, 256; fewer where no pair occurs twice: a short text, none
    - the bytes' stand-ins are tokens, then the merges in their order
    - TokenizerError below 256
    """
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    hint = (
        "Count every pair as often as its word occurs, never across words; of equals, the first in "
        "the alphabet; stop at the size, or where no pair occurs twice."
    )
    size = 256 + int(rng.integers(12, 17))
    cases = [("", 300), ("abc", 300), (_text(rng, 20), 256), (_tied_text(rng), 1000)]
    cases.append((_tied_after_a_merge(rng), 300))
    cases.append(("eee " * 3 + "ab " * 4, 300))  # (e, e) six times; without overlap only three
    # A word that comes again and again: the pair across its border is as frequent as those inside.
    cases += [(_text(rng, 150) + " ab" * 90, size), (_tied_text(rng), 270), (_tied_text(rng), 262)]
    for text, vocab_size in cases:
        right = ours.learn_byte_pairs(text, vocab_size)
        tokenizer = theirs.learn_byte_pairs(text, vocab_size)
        expected, ranks = [*right.ranks], dict(tokenizer.ranks)
        learned = [*map(tuple, sorted(ranks, key=ranks.__getitem__))]
        what = f"learn_byte_pairs(…, {vocab_size}) of a text of {len(text)} characters"
        for number, pair in enumerate(expected):
            assert_equal(learned[number : number + 1], [pair], f"{what}, merge {number}", hint)
        assert_equal(len(learned), len(expected), f"{what}, the number of merges", hint)
        tokens, expected_tokens = dict(tokenizer.tokens), right.tokens
        given = sorted(tokens, key=tokens.__getitem__)
        assert_equal(
            given[256:], [*expected_tokens][256:], f"{what}, the tokens behind the bytes", hint
        )
        assert_equal(
            sorted(given[:256]), sorted([*expected_tokens][:256]), f"{what}, the first tokens", hint
        )
    for vocab_size in (255, 0):
        assert_raises(
            theirs.learn_byte_pairs,
            reference.errors.TokenizerError,
            _text(rng, 5),
            vocab_size,
            what=f"learn_byte_pairs(…, {vocab_size})",
            hint="A vocabulary holds the 256 bytes at least.",
        )


# 5 · GPT-2


def cache(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `KeyValueCache.append`.

    - the new keys and values are stored behind the old ones, for each layer: several steps
    - a layer leaves the others alone: after the one above it, and before it
    - all of that layer is returned, and no free room
    - `length` stays
    - ModelError beyond the capacity: by one position; exactly full is no error
    - backwards: the new keys and values
    """
    theirs, ours = getattr(student, "models.gpt2"), getattr(reference, "models.gpt2")
    options = {"vocab_size": 5, "context": 16, "d_model": 6, "num_layers": 2, "num_heads": 2}
    like = torch.zeros(1, dtype=torch.float64)
    store = theirs.KeyValueCache(theirs.GPTConfig(**options), 2, 10, like)
    right = ours.KeyValueCache(ours.GPTConfig(**options), 2, 10, like)
    hint = "All positions so far: the stored ones, then the new ones."
    length = 0
    counts = (int(rng.integers(2, 5)), 1, int(rng.integers(1, 3)))
    for count, layers in zip(counts, ((1, 0), (0, 1), (1, 0)), strict=True):
        for layer in layers:
            key, value = normal(rng, 2, 2, count, 3), normal(rng, 2, 2, count, 3)
            what = f"append(layer {layer}, {count} behind {length})"
            keys, values = _several(store.append(layer, key, value), 2, what)
            expected_keys, expected_values = right.append(layer, key, value)
            assert_close(keys, expected_keys, f"{what}, the keys", hint)
            assert_close(values, expected_values, f"{what}, the values", hint)
            assert_equal(store.length, length, f"{what}, the length afterwards", "It stays.")
        length += count
        store.length = right.length = length
    room = 10 - length
    for layer in (0, 1):
        key, value = normal(rng, 2, 2, room + 1, 3), normal(rng, 2, 2, room + 1, 3)
        assert_raises(
            store.append,
            reference.errors.ModelError,
            layer,
            key,
            value,
            what=f"{room + 1} new positions behind {length}, in a cache for 10",
            hint="More than the cache holds is an error.",
        )
        arguments = (layer, key[:, :, 1:], value[:, :, 1:])
        what = f"append(layer {layer}), the cache just full"
        assert_gradients(store.append, right.append, arguments, what, hint, rng=rng)


def top_k(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `keep_top_k`.

    - the k largest stay, the others become −∞: random logits, k of one and more
    - what equals the k-th stays: ties
    - a k above the vocabulary, and one as large
    - backwards: the logits
    """
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    hint = "The k largest, and what equals the k-th, stay as they are; the others become −∞."
    for k in (1, int(rng.integers(2, 11)), 12, 50):
        logits = normal(rng, 3, 12)
        what = f"keep_top_k(logits, {k})"
        assert_close(theirs.keep_top_k(logits, k), ours.keep_top_k(logits, k), what, hint)
        assert_gradients(theirs.keep_top_k, ours.keep_top_k, (logits, k), what, hint, rng=rng)
        _assert_keeps_float32(theirs.keep_top_k, ours.keep_top_k, (logits, k), what, hint)
    ties = integers(rng, 4, 5, 12).double() - 2
    for k in (1, 3, int(rng.integers(4, 9))):
        expected = ours.keep_top_k(ties, k)
        assert_close(theirs.keep_top_k(ties, k), expected, f"keep_top_k(ties, {k})", hint)


def top_p(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `keep_top_p`.

    - the fewest likeliest tokens that sum to at least p: random logits and p; a sum of exactly p
    - the likeliest always stays: a tiny p, and 0
    - of equally likely ones any, as few as suffice: equal logits
    - backwards: the logits
    """
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    hint = (
        "The fewest likeliest tokens whose probabilities reach p, the one that reaches it too. "
        "They stay as they are, the others become −∞."
    )
    for p in (0.0, 0.05, *rng.uniform(0.4, 0.9, size=5).tolist(), 1.0):
        logits = normal(rng, 4, 12) * 2
        what = f"keep_top_p(logits, {p:.3f})"
        assert_close(theirs.keep_top_p(logits, p), ours.keep_top_p(logits, p), what, hint)
        assert_gradients(theirs.keep_top_p, ours.keep_top_p, (logits, p), what, hint, rng=rng)
    halves = torch.tensor([[0.0, 0.5, 0.25, 0.25], [0.25, 0.25, 0.0, 0.5]]).double().log()
    expected = ours.keep_top_p(halves, 0.5)
    assert_close(theirs.keep_top_p(halves, 0.5), expected, "a token of exactly p", hint)
    _assert_keeps_float32(theirs.keep_top_p, ours.keep_top_p, (halves, 0.5), "keep_top_p", hint)
    equal = torch.zeros(2, 8, dtype=torch.float64)
    for p in (0.5, 0.3, 0.0):
        kept, wanted = theirs.keep_top_p(equal, p), ours.keep_top_p(equal, p)
        kept, wanted = kept.sort(-1).values, wanted.sort(-1).values
        assert_close(kept, wanted, f"keep_top_p of 8 equal logits, {p}", hint)


def repetition_penalty(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `penalize_repetition`.

    - tokens that have occurred, no others: random logits, several texts
    - positive logits are divided, negative ones multiplied, zero stays
    - once, forwards and backwards, however often a token occurred: repeated tokens
    - no previous tokens; a penalty below 1
    - float32 and float64
    """
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    hint = "Once a token: divide positive logits, multiply negative ones."
    for penalty in (float(rng.uniform(1.2, 2.0)), float(rng.uniform(0.3, 0.8))):
        logits = normal(rng, 2, 8).float()
        logits[:, 0], logits[:, 3], logits[:, 5] = -1.0, 1.5, 0.0
        what = f"penalize_repetition(logits, previous, {penalty:.2f})"
        for previous in (
            torch.tensor([[0, 3, 3, 5], [0, 0, 1, 7]]),
            integers(rng, 8, 2, 11),
            torch.empty(2, 0, dtype=torch.int64),
        ):
            actual = theirs.penalize_repetition(logits, previous, penalty)
            expected = ours.penalize_repetition(logits, previous, penalty)
            assert_close(actual, expected, what, hint)
        right = ours.penalize_repetition
        for previous in (
            torch.tensor([[0, 3, 5], [6, 1, 2]]),
            torch.tensor([[0, 3, 3, 0, 3], [6, 6, 6, 6, 2]]),
        ):
            arguments = (normal(rng, 2, 8), previous, penalty)
            assert_gradients(theirs.penalize_repetition, right, arguments, what, hint, rng=rng)


def perplexity(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `predict_text`.

    - every token but the first, once: texts shorter than a window, just as long, longer
    - the first window predicts as many as it is long, each further one `stride`, the last the rest:
      random strides
    - stride and context by default; a shorter context
    - `batch_size` changes no result
    - ModelError: fewer than two tokens, a context of 0, a longer one, a stride outside 1 … context
    """
    theirs, ours = (
        getattr(student, "decoding.perplexity"),
        getattr(reference, "decoding.perplexity"),
    )
    models, right_models = getattr(student, "models.gpt2"), getattr(reference, "models.gpt2")
    options = {"vocab_size": 7, "context": 8, "d_model": 6, "num_layers": 1, "num_heads": 2}
    model = models.GPT(models.GPTConfig(**options)).eval()
    right_model = right_models.GPT(right_models.GPTConfig(**options)).eval()
    alike(rng, model, right_model)
    strides = [{"stride": int(stride)} for stride in rng.permutation(5)[:3] + 2]
    cases = [(int(rng.integers(26, 40)), asked) for asked in (*strides, {}, {"stride": 1})]
    cases += [(2, {}), (5, {"stride": 3}), (9, {}), (10, {}), (9, {"stride": 2})]
    cases += [(30, {"context": 5}), (31, {"context": 6, "stride": 4}), (6, {"context": 1})]
    cases += [(37, {"stride": 3, "batch_size": size}) for size in (1, 2, 5)]
    for count, asked in cases:
        tokens = integers(rng, 7, count)
        prediction = theirs.predict_text(model, tokens, **asked)
        expected = ours.predict_text(right_model, tokens, **asked)
        what = f"predict_text of {count} tokens, {asked or 'by default'}"
        assert_equal(
            prediction.tokens,
            expected.tokens,
            f"{what}, the number of predicted tokens",
            "Every token but the first is predicted once.",
        )
        assert_number(  # with 1 added: a sum near 0 has few digits in float32
            _in_float32(1 + prediction.loss_sum),
            1 + expected.loss_sum,
            f"{what}, 1 and the sum of −log p",
            "Each window predicts the tokens that the one before did not reach.",
        )
    for count, asked in (
        (0, {}), (1, {}), (20, {"context": 9}), (5, {"context": 9, "stride": 2}), (20, {"stride": 0}),
        (20, {"stride": 9}), (20, {"context": 5, "stride": 6}), (20, {"stride": -2}),
        (20, {"context": 0}),
    ):  # fmt: skip
        assert_raises(
            theirs.predict_text,
            reference.errors.ModelError,
            model,
            integers(rng, 7, count),
            what=f"predict_text of {count} tokens with a context of 8, {asked or 'by default'}",
            hint="ModelError: fewer than two tokens, a context outside 1 … the model's, or a stride "
            "outside 1 … context.",
            **asked,
        )


# 6 · The optimizer


def orthogonalize(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `orthogonalize`.

    - each matrix over its own Frobenius norm: matrices of unequal norms; small ones keep their
      direction
    - the quintic, five times: rectangular and square matrices
    - other numbers of iterations; none
    - a matrix of zeros stays one
    - no gradient is asked
    """
    theirs, ours = getattr(student, "layers.muon"), getattr(reference, "layers.muon")
    hint = "Each matrix over its own Frobenius norm, then X ← a X + (b G + c G²) X with G = X Xᵀ."
    for shape, given in (((3, 6, 10), ()), ((2, 5, 5), ()), ((2, 4, 7), (2,)), ((3, 2, 8), (0,))):
        # Singular values far from 0: five steps magnify the rounding of a tiny one 500 times.
        left, _, right = torch.linalg.svd(normal(rng, *shape), full_matrices=False)
        values = torch.from_numpy(rng.uniform(0.2, 1, size=(shape[0], 1, min(shape[1:]))))
        matrices = (left * values @ right).float()
        matrices[0] *= 100
        what = f"orthogonalize(matrices{''.join(f', {number}' for number in given)})"
        expected = ours.orthogonalize(matrices, *given)
        assert_close(theirs.orthogonalize(matrices, *given), expected, what, hint)
    matrices = normal(rng, 2, 3, 4).float()
    matrices[1] = 0
    expected = ours.orthogonalize(matrices)
    assert_close(theirs.orthogonalize(matrices), expected, "a matrix of zeros", hint)
    for norm in (1e-5, 3e-7, 5e-8):
        small = normal(rng, 2, 3, 4).float()
        small *= norm / small.norm(dim=(1, 2), keepdim=True)
        result, what = theirs.orthogonalize(small), f"matrices of a norm of {norm}"
        assert_close(result.isfinite(), torch.ones(2, 3, 4, dtype=torch.bool), what, hint)
        # The quintic of a positive number is positive: no singular value changes its sign.
        along = (result * (small / norm)).sum(dim=(1, 2))
        assert bool((along > 0).all()), f"{what}: the result points against its matrix. {hint}"


# 7 · Translation


def warmup(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `paper_learning_rate`.

    - the formula, steps counted from 1: the first step, the rise, the top and beside it, the fall
    - a warm-up of 0: the fall alone, from the first step on
    """
    theirs, ours = getattr(student, "training.warmup"), getattr(reference, "training.warmup")
    d_model, rising = int(rng.integers(32, 1024)), int(rng.integers(20, 400))
    top = (rising // 2, rising - 1, rising, rising + 1)
    cases = [(step, rising) for step in (1, 2, *top, 3 * rising, 100 * rising)]
    cases += [(step, 0) for step in (1, 2, int(rng.integers(3, 99)))] + [(1, 1), (5, 1)]
    for step, rising in cases:
        assert_number(
            theirs.paper_learning_rate(step, d_model, rising),
            ours.paper_learning_rate(step, d_model, rising),
            f"paper_learning_rate({step}, {d_model}, {rising})",
            "A straight rise up to the step `warmup`, then a fall with 1/√step.",
        )


def label_smoothing(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `smoothed_cross_entropy`.

    - (1 − ε) · one-hot + ε · uniform over the whole vocabulary: none, a random ε, all
    - padding is no token, wherever it stands; the mean is over the others; a text without any
    - backwards: the logits
    """
    theirs, ours = (
        getattr(student, "layers.label_smoothing"),
        getattr(reference, "layers.label_smoothing"),
    )
    hint = "(1 − ε) · one-hot + ε · uniform over the whole vocabulary; the mean over real tokens."
    for smoothing in (0.0, float(rng.uniform(0.05, 0.4)), float(rng.uniform(0.5, 0.9)), 1.0):
        logits, padding = 2 * normal(rng, 9, 6), int(rng.integers(6))
        targets = integers(rng, 6, 9)
        targets[0], targets[1], targets[5] = padding, (padding + 1) % 6, padding
        what = f"smoothed_cross_entropy(…, smoothing={smoothing:.3f}, padding={padding})"
        for given in (targets, (padding + 1 + integers(rng, 5, 9)) % 6):
            arguments = (logits, given, smoothing, padding)
            actual = theirs.smoothed_cross_entropy(*arguments)
            assert_close(actual, ours.smoothed_cross_entropy(*arguments), what, hint)
            right = ours.smoothed_cross_entropy
            assert_gradients(theirs.smoothed_cross_entropy, right, arguments, what, hint, rng=rng)
            _assert_keeps_float32(theirs.smoothed_cross_entropy, right, arguments, what, hint)


def checkpoint_average(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `average`.

    - the mean of each tensor over the states: one, two, five; tensors of any shape and dtype
    - the same names
    - no gradient is asked
    """
    theirs = getattr(student, "training.checkpoint_average")
    ours = getattr(reference, "training.checkpoint_average")
    for count in (1, 2, 5):
        states = [
            {"up.weight": normal(rng, 2, 3), "bias": normal(rng, 4).float(), "scale": normal(rng)}
            for _ in range(count)
        ]
        mean, expected = theirs.average(states), ours.average(states)
        what = f"average(…) of {count} states"
        assert isinstance(mean, dict), f"{what}: return a dictionary, not {type(mean).__name__}"
        assert_equal(sorted(mean), sorted(expected), f"{what}, the names", "Those of each state.")
        for name, tensor in expected.items():
            assert_close(mean[name], tensor, f"{what}, {name}", "The mean over the states.")


def beam_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `best_continuations`.

    - the `width` best of all continuations of all hypotheses: several widths, more than the
      vocabulary; one hypothesis that is ahead of all others
    - a hypothesis of −∞ is no more
    - log-probabilities best first, hypotheses, tokens
    - backwards: scores and log-probabilities
    """
    theirs, ours = (
        getattr(student, "decoding.beam_search"),
        getattr(reference, "decoding.beam_search"),
    )
    hint = "The best of all width · vocabulary sums of a score and a log-probability, in order."
    for width, vocab_size in ((1, 7), (2, 7), (4, 7), (5, 3)):
        scores = -torch.from_numpy(rng.random((3, width))) * 3
        rows = (2 * normal(rng, 3, width, vocab_size)).log_softmax(-1)
        given = scores.clone()
        given[0, 0] = 20.0
        given[1, (2 if width > 2 else 1) :] = -torch.inf
        what = f"best_continuations of a beam of {width}"
        result = _several(theirs.best_continuations(given, rows), 3, what)
        expected = ours.best_continuations(given, rows)
        for name, tensor, wanted in zip(
            ("scores", "hypotheses", "tokens"), result, expected, strict=True
        ):
            assert_close(tensor, wanted, f"{what}, the {name}", hint)
        right = ours.best_continuations
        assert_gradients(theirs.best_continuations, right, (scores, rows), what, hint, rng=rng)
        # Sums that float32 holds exactly, no two of them equal: rounding decides no order.
        scores = -torch.from_numpy(rng.permuted(np.tile(np.arange(width), (3, 1)), axis=1)) / 64
        rows = -torch.from_numpy(rng.permutation(rows.numel())).view_as(rows) / 8
        _assert_keeps_float32(theirs.best_continuations, right, (scores, rows), what, hint)


def length_penalty(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `length_penalty`.

    - ((5 + length) / 6)^α: several lengths and exponents
    - an α of 0: no penalty, a divisor of 1
    """
    theirs, ours = (
        getattr(student, "decoding.beam_search"),
        getattr(reference, "decoding.beam_search"),
    )
    for length in (1, int(rng.integers(2, 9)), int(rng.integers(10, 60))):
        for alpha in (0.0, float(rng.uniform(0.3, 0.9)), 1.0, float(rng.uniform(1.5, 4))):
            assert_number(
                theirs.length_penalty(length, alpha),
                ours.length_penalty(length, alpha),
                f"length_penalty({length}, {alpha:.3f})",
                "((5 + length) / 6) to the power of α.",
            )


# 8 · Images


def patchify(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `patchify`.

    - squares row by row, each channels, then rows, then columns: images higher than wide and wider
      than high, one channel and several
    - patches of one pixel, and of the whole image
    - backwards: the images
    """
    theirs, ours = getattr(student, "models.vit"), getattr(reference, "models.vit")
    hint = "Patches row by row; within one, channel by channel, each row by row."
    for channels, height, width, size in (
        (3, 4, 6, 2), (3, 9, 6, 3), (1, 4, 4, 2), (2, 2, 3, 1), (4, 3, 3, 3),
    ):  # fmt: skip
        images = normal(rng, int(rng.integers(1, 4)), channels, height, width)
        what = f"patchify of {channels} × {height} × {width} into patches of {size}"
        assert_close(theirs.patchify(images, size), ours.patchify(images, size), what, hint)
        assert_gradients(theirs.patchify, ours.patchify, (images, size), what, hint, rng=rng)
        _assert_keeps_float32(theirs.patchify, ours.patchify, (images, size), what, hint)


# 9 · Words


def negative_sampling(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `negative_sampling_loss`.

    - −log σ(c·o) − Σ log σ(−c·n): several negatives, one
    - the mean over pairs: several pairs, one
    - backwards: center, context, negatives
    """
    theirs, ours = (
        getattr(student, "word_vectors.word2vec"),
        getattr(reference, "word_vectors.word2vec"),
    )
    hint = "−log σ(c·o) − Σ log σ(−c·n): the sum over the negatives, the mean over the pairs."
    for pairs, k, width in ((5, 3, 4), (6, 1, 3), (1, 4, 2), (4, 4, 4)):
        arguments = (
            normal(rng, pairs, width),
            normal(rng, pairs, width),
            normal(rng, pairs, k, width),
        )
        what = f"negative_sampling_loss of {pairs} pairs with {k} negatives"
        right = ours.negative_sampling_loss
        assert_close(theirs.negative_sampling_loss(*arguments), right(*arguments), what, hint)
        assert_gradients(theirs.negative_sampling_loss, right, arguments, what, hint, rng=rng)
        # Scores of at most 4: of a sigmoid nearer to 1, float32 keeps too few digits for 1 − σ.
        arguments = tuple(each.clamp(-1, 1) for each in arguments)
        _assert_keeps_float32(theirs.negative_sampling_loss, right, arguments, what, hint)


def subsampling(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `keep_probability`.

    - √(t / f), f the word's share of all words: random counts
    - at most 1: rare words; a word of count 0
    - t of 1e-4 by default
    """
    theirs, ours = (
        getattr(student, "word_vectors.word2vec"),
        getattr(reference, "word_vectors.word2vec"),
    )
    hint = "√(t / f) with f the word's share of all words, at most 1."
    for given in ((float(rng.uniform(1e-3, 1e-2)),), (), (1.0,)):
        counts = torch.from_numpy(rng.integers(1, 10_000, size=12)).double()
        counts[0], counts[1], counts[2] = 0, 50_000, 1
        what = f"keep_probability(counts{''.join(f', {number:.4f}' for number in given)})"
        expected = ours.keep_probability(counts, *given)
        actual = theirs.keep_probability(counts, *given)
        assert_close(actual, expected, what, hint, same_dtype=False)


def masked_mean(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `masked_mean`.

    - the mean over the words of each text: words in front, words anywhere
    - zeros for a text of none, backwards too; one word
    - what lies at the other places changes nothing: large numbers there, infinity, NaN
    - NaN in a word stays NaN: one feature of a word
    - backwards: the features
    """
    theirs, ours = (
        getattr(student, "models.text_classifiers"),
        getattr(reference, "models.text_classifiers"),
    )
    hint = "The mean over real words alone; zeros where there is none, backwards too."
    front = torch.arange(5)[None] < torch.tensor([5, int(rng.integers(2, 5)), 1, 0])[:, None]
    anywhere = torch.from_numpy(rng.random((4, 6)) < 0.5)
    anywhere[:, 2], anywhere[0] = True, False
    for name, is_word in (("words in front", front), ("words anywhere", anywhere)):
        features = normal(rng, *is_word.shape, 4)
        features[~is_word] *= 100
        what = f"masked_mean(…), {name}"
        expected = ours.masked_mean(features, is_word)
        assert_close(theirs.masked_mean(features, is_word), expected, what, hint)
        arguments = (features, is_word)
        assert_gradients(theirs.masked_mean, ours.masked_mean, arguments, what, hint, rng=rng)
        _assert_keeps_float32(theirs.masked_mean, ours.masked_mean, arguments, what, hint)
        for other in (torch.inf, torch.nan):
            arguments = (features.masked_fill(~is_word[:, :, None], other), is_word)
            strange = f"{what}, {other} at other places"
            assert_gradients(
                theirs.masked_mean, ours.masked_mean, arguments, strange, hint, rng=rng
            )
        broken = features.clone()
        broken[int(is_word[:, 2].nonzero()[0]), 2, 1] = torch.nan  # a word
        expected = ours.masked_mean(broken, is_word)
        actual = theirs.masked_mean(broken, is_word)
        assert_close(actual, expected, f"{what}, NaN in a word", "NaN in a word stays NaN.")


def hierarchical_softmax(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `hierarchical_softmax_loss`.

    - −Σ log σ(turn · h·n) over the path: long paths, one node, left and right
    - 0 behind the end of a path, where nothing counts: paths of different lengths
    - the mean over pairs: several pairs, one
    - backwards: hidden, nodes
    """
    theirs = getattr(student, "word_vectors.huffman").hierarchical_softmax_loss
    ours = getattr(reference, "word_vectors.huffman").hierarchical_softmax_loss
    hint = "−Σ log σ(turn · h·n) along the path, nothing behind its end; the mean over the pairs."
    for pairs, longest, width in ((5, 4, 3), (1, 6, 2), (4, 1, 3), (3, 3, 3)):
        turns = 2 * integers(rng, 2, pairs, longest) - 1
        lengths = 1 + integers(rng, longest, pairs)
        lengths[0] = longest  # a loss of one node may be near 0, with few digits in float32
        turns[torch.arange(longest) >= lengths[:, None]] = 0
        arguments = (normal(rng, pairs, width), normal(rng, pairs, longest, width), turns)
        what = f"hierarchical_softmax_loss of {pairs} pairs with paths of up to {longest}"
        assert_close(theirs(*arguments), ours(*arguments), what, hint)
        assert_gradients(theirs, ours, arguments, what, hint, rng=rng)
        arguments = tuple(each.clamp(-1, 1) for each in arguments)  # as in negative sampling
        _assert_keeps_float32(theirs, ours, arguments, what, hint)


def masked_tokens(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check `mask_tokens`.

    - chosen where chance is below the share: many tokens; a chance that equals the share, where the
      share is the same number in float32
    - [MASK] below 80 % of it, another token below 90 %, the token itself else: many tokens
    - special tokens are never chosen: a chance of 0 for one
    - the mask's number, the share: several; 0.15 by default; all tokens, none
    - returns the texts, and which tokens were chosen: also those that stay as they were
    """
    theirs = getattr(student, "text.masking").mask_tokens
    ours = getattr(reference, "text.masking").mask_tokens
    hint = (
        "Below the share: chosen. Below 80 % of it [MASK], below 90 % another token, else itself."
    )
    for given in ((), (float(rng.uniform(0.3, 0.6)),), (1.0,), (0.0,), (0.5,)):
        tokens, others = integers(rng, 50, 6, 40), 100 + integers(rng, 50, 6, 40)
        is_special = torch.from_numpy(rng.random((6, 40)) < 0.2)
        share = given[0] if given else 0.15
        chance = torch.from_numpy(rng.random((6, 40)) * min(1.0, 2 * share))
        chance[0, :2], is_special[0, 0], is_special[0, 1] = 0.0, True, False
        if share in (0.5, 1.0):
            chance[1, 0], is_special[1, 0] = share, False
        others[2] = tokens[2]
        arguments = (tokens, is_special, chance, others, 200 + int(rng.integers(50)), *given)
        what = f"mask_tokens(…{''.join(f', share {number:.2f}' for number in given)})"
        hidden, chosen = _several(theirs(*arguments), 2, what)
        expected_hidden, expected_chosen = ours(*arguments)
        assert_close(chosen, expected_chosen, f"{what}, which are chosen", hint)
        assert_close(hidden, expected_hidden, f"{what}, the texts", hint)
