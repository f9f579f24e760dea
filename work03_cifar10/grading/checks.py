"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "basics.mlp")` is a module of the
hand-in, which may live in another process: a check hands over numbers, arrays, tensors and what the
student's side itself gave out, and reads back numbers and tensors. Each check needs its own exercise
alone, so that a mistake does not cost points twice.
"""

from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import assert_close, assert_number, integers, normal


def assert_all_close(
    actual: Any, expected: tuple[torch.Tensor, ...], names: tuple[str, ...], hints: tuple[str, ...]
) -> None:
    """Compare a tuple of tensors, each with its name and hint."""
    assert type(actual) in (tuple, list), (
        f"expected a tuple of {', '.join(names)}, got {type(actual).__name__}"
    )
    assert len(actual) == len(expected), f"expected {len(expected)} tensors, got {len(actual)}"
    for one, other, name, hint in zip(actual, expected, names, hints, strict=True):
        assert_close(one, other, name, hint)


def _geometries(rng: np.random.Generator) -> list[dict[str, int]]:
    """Kernels, strides and paddings, with places that stick out, and sides of unequal length."""
    fixed = [(3, 1, 0), (3, 1, 1), (2, 2, 0), (3, 2, 1), (1, 1, 0), (2, 3, 1)]
    return [
        {
            "kernel_height": kernel,
            "kernel_width": kernel + int(rng.integers(0, 2)),
            "stride": stride,
            "padding": padding,
            "height": int(rng.integers(5, 8)),
            "width": int(rng.integers(8, 10)),
        }
        for kernel, stride, padding in fixed
    ]


def _described(case: dict[str, int]) -> str:
    return (
        f"image {case['height']}×{case['width']}, kernel {case['kernel_height']}×"
        f"{case['kernel_width']}, stride {case['stride']}, padding {case['padding']}"
    )


# 1 · Classifiers of tensors


def cross_entropy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.softmax_regression")
    ours = getattr(reference, "basics.softmax_regression")
    for scale in (1.0, 5.0, 2000.0):
        logits, labels = scale * normal(rng, 7, 4), integers(rng, 4, 7)
        assert_close(
            theirs.cross_entropy(logits, labels),
            ours.cross_entropy(logits, labels),
            f"cross_entropy of logits up to {logits.abs().max():.0f}",
            "The mean of log Σ exp(o) - o_y; subtract the largest logit before exp.",
        )


def softmax_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.softmax_regression")
    ours = getattr(reference, "basics.softmax_regression")
    for _ in range(3):
        inputs = (
            normal(rng, 6, 5), integers(rng, 3, 6), normal(rng, 5, 3), normal(rng, 3),
        )  # fmt: skip
        assert_all_close(
            theirs.gradient(*inputs),
            ours.gradient(*inputs),
            ("the gradient of weight", "the gradient of bias"),
            (
                "imagesᵀ · (softmax - one-hot) / batch.",
                "The sum over the batch of the logits' gradients.",
            ),
        )


def mlp_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for _ in range(3):
        inputs = (
            normal(rng, 6, 5), integers(rng, 3, 6), normal(rng, 5, 8), normal(rng, 8),
            normal(rng, 8, 3), normal(rng, 3),
        )  # fmt: skip
        assert_all_close(
            getattr(student, "basics.mlp").backward(*inputs),
            getattr(reference, "basics.mlp").backward(*inputs),
            tuple(f"the gradient of {name}" for name in ("weight1", "bias1", "weight2", "bias2")),
            (
                "The gradient goes back through W₂ and the open ReLUs.",
                "The sum over the batch of the hidden layer's gradients.",
                "hiddenᵀ · (softmax - one-hot) / batch.",
                "The sum over the batch of the logits' gradients.",
            ),
        )


# 2 · Convolution


def convolve_by_loops(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        inputs = (
            normal(rng, 2, 3, case["height"], case["width"]),
            normal(rng, 4, 3, case["kernel_height"], case["kernel_width"]),
            normal(rng, 4),
            case["stride"],
            case["padding"],
        )
        assert_close(
            theirs.convolve_by_loops(*inputs),
            ours.convolve_by_loops(*inputs),
            f"convolve_by_loops, {_described(case)}",
            "Window times kernel, summed over channels, rows, columns, plus the bias.",
        )


def unfold(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        size = (case["kernel_height"], case["kernel_width"])
        images = normal(rng, 2, 3, case["height"], case["width"])
        assert_close(
            theirs.unfold(images, size, case["stride"], case["padding"]),
            ours.unfold(images, size, case["stride"], case["padding"]),
            f"unfold, {_described(case)}",
            "A window is a column: channels, then its rows, then its columns. Windows in "
            "reading order.",
        )


def fold(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        size = (case["kernel_height"], case["kernel_width"])
        images = normal(rng, 2, 3, case["height"], case["width"])
        shape = ours.unfold(images, size, case["stride"], case["padding"]).shape
        inputs = (
            normal(rng, *shape), (case["height"], case["width"]), size, case["stride"],
            case["padding"],
        )  # fmt: skip
        assert_close(
            theirs.fold(*inputs),
            ours.fold(*inputs),
            f"fold, {_described(case)}",
            "Add each column where `unfold` took it from, then cut the padding off.",
        )


def convolve_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        kernel = normal(rng, 4, 3, case["kernel_height"], case["kernel_width"])
        images = normal(rng, 2, 3, case["height"], case["width"])
        columns = ours.unfold(images, tuple(kernel.shape[2:]), case["stride"], case["padding"])
        outputs = [
            ours.output_size(case[side], case[f"kernel_{side}"], case["stride"], case["padding"])
            for side in ("height", "width")
        ]
        grad_output = normal(rng, 2, 4, *outputs)
        assert_all_close(
            theirs.convolve_backward(grad_output, columns, kernel),
            ours.convolve_backward(grad_output, columns, kernel),
            tuple(f"the gradient of {name}" for name in ("columns", "kernel", "bias")),
            (
                "The kernels' matrix, transposed, times grad_output.",
                "grad_output times the columns, transposed; summed over the batch.",
                "grad_output's sum over images and places.",
            ),
        )


def max_pool_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "basics.pooling"), getattr(reference, "basics.pooling")
    for size, stride in ((2, 2), (3, 2), (2, 1), (3, 3)):
        # Few different numbers: equal ones are there, and so are pixels that win twice.
        for images in (normal(rng, 2, 3, 7, 9), integers(rng, 4, 2, 3, 7, 9).double()):
            grad_output = normal(rng, *ours.max_pool(images, size, stride).shape)
            assert_close(
                theirs.max_pool_backward(grad_output, images, size, stride),
                ours.max_pool_backward(grad_output, images, size, stride),
                f"max_pool_backward, size {size}, stride {stride}",
                "To the first largest pixel; windows that overlap add up.",
            )


# 3 · What makes training fast and good


def flip_and_translate(student: Any, reference: Any, rng: np.random.Generator) -> None:
    pixels = integers(rng, 256, 12, 6, 8, 3).to(torch.uint8)
    translations = torch.from_numpy(rng.integers(-3, 4, size=(12, 2)))
    translations[:2] = torch.tensor([[2, 1], [-3, 0]])  # no draw leaves all images where they are
    flipped = torch.arange(12) % 2 == 0
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    assert_close(
        theirs.flip_and_translate(pixels, translations, flipped),
        ours.flip_and_translate(pixels, translations, flipped),
        "flip_and_translate",
        "Flip first; then down by the first number and right by the second; reflect borders.",
    )


def blend(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    for share in (0.2, float(rng.uniform(0.6, 0.9))):
        images, labels = normal(rng, 6, 2, 3, 3), integers(rng, 5, 6)
        labels[0], labels[1] = 0, 1
        other = torch.tensor([1, 2, 3, 4, 5, 0])
        assert_all_close(
            theirs.blend(images, labels, other, share, 5),
            ours.blend(images, labels, other, share, 5),
            ("the blended images", "the blended targets"),
            (f"share {share:.2f} of the image, the rest of the other.", "By the same share."),
        )


def smoothed(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    for classes in (3, 10):
        share, labels = float(rng.uniform(0.1, 0.3)), integers(rng, classes, 6)
        assert_close(
            theirs.smoothed(labels, classes, share),
            ours.smoothed(labels, classes, share),
            f"smoothed, {classes} classes",
            "1 - smoothing for the label, and smoothing / classes for every class.",
        )


def whitening_filters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for eps in (0.0, float(rng.uniform(0.2, 0.6))):
        # Fixed spreads keep the eigenvalues apart, so that the order of the filters is certain.
        spreads = torch.tensor([4.0, 2.5, 1.5, 0.7], dtype=torch.float64)
        turn, _ = torch.linalg.qr(normal(rng, 4, 4))
        patches = (normal(rng, 400, 4) * spreads) @ turn + normal(rng, 4)
        theirs = getattr(student, "models.fast_net").whitening_filters(patches, eps=eps)
        ours = getattr(reference, "models.fast_net").whitening_filters(patches, eps=eps)
        hint = "(Λ + eps)^(-½) Vᵀ of the covariance, largest variance first."
        assert type(theirs) is torch.Tensor, f"expected a tensor, got {type(theirs).__name__}"
        assert theirs.shape == ours.shape, f"expected shape {tuple(ours.shape)}. {hint}"
        # A direction may point either way.
        signs = (theirs * ours).sum(dim=1, keepdim=True).sign()
        assert_close(signs * theirs, ours, f"whitening_filters, eps {eps:.2f}", hint)


def lookahead_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    decay, every = float(rng.uniform(0.5, 0.9)), int(rng.integers(2, 4))
    sides = []
    for root in (student, reference):
        model = getattr(root, "models.linear").linear((1, 1, 3), 2)
        model.double()
        sides.append(model)
    start = {"1.weight": normal(rng, 2, 3), "1.bias": normal(rng, 2)}
    for model in sides:
        model.load_state_dict(dict(start))
    lookaheads = [
        getattr(root, "training.lookahead").Lookahead(
            model, steps=2 * every, every=every, decay=decay
        )
        for root, model in zip((student, reference), sides, strict=True)
    ]
    for step in range(1, 2 * every + 1):
        # The optimizer's part, the same on both sides: set the weights to new numbers.
        fast = {name: normal(rng, *tensor.shape) for name, tensor in start.items()}
        for model, lookahead in zip(sides, lookaheads, strict=True):
            model.load_state_dict(dict(fast))
            lookahead.step()
        theirs, ours = (model.state_dict() for model in sides)
        for name in ours:
            assert_close(
                theirs[name],
                ours[name],
                f"the weights after step {step} of {2 * every}, every {every}",
                "slow ← kept · slow + (1 - kept) · fast, fast ← slow; kept is decay^every times "
                "the cube of the share of the steps done; between moves nothing changes.",
            )


# 4 · Metrics


def majority_vote(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for models, classes in ((5, 4), (4, 3), (1, 3)):
        predictions = integers(rng, classes, models, 60)
        assert_close(
            getattr(student, "metrics.ensembles").majority_vote(predictions, classes),
            getattr(reference, "metrics.ensembles").majority_vote(predictions, classes),
            f"majority_vote of {models} models",
            "Most votes; of equal numbers the lowest class.",
        )


def calibration_error(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "metrics.calibration")
    ours = getattr(reference, "metrics.calibration")
    for bins in (5, 15):
        probabilities = (3 * normal(rng, 200, 4)).softmax(dim=1)
        confidence, predicted = probabilities.max(dim=1)
        # Too sure in some bins, not sure enough in others: with one sign alone, signs do not matter.
        labels = torch.where(confidence < confidence.median(), predicted, integers(rng, 4, 200))
        assert_number(
            theirs.calibration_error(probabilities, labels, bins),
            ours.calibration_error(probabilities, labels, bins),
            f"calibration_error with {bins} bins",
            "Bins count by their numbers of images; the difference has no sign.",
        )


# 5 · Beyond classifying


def transposed_convolve(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "generative.transposed_convolution")
    ours = getattr(reference, "generative.transposed_convolution")
    for kernel, stride, padding in ((3, 1, 0), (4, 2, 1), (2, 3, 0), (3, 2, 1)):
        inputs = (
            normal(rng, 2, 3, 4, 5), normal(rng, 3, 2, kernel, kernel + 1), normal(rng, 2),
            stride, padding,
        )  # fmt: skip
        assert_close(
            theirs.transposed_convolve(*inputs),
            ours.transposed_convolve(*inputs),
            f"transposed_convolve, kernel {kernel}×{kernel + 1}, stride {stride}, "
            f"padding {padding}",
            "Every pixel lays its kernel down at `stride` times its place; padding cuts off.",
        )


def generator_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "generative.losses"), getattr(reference, "generative.losses")
    for scale in (1.0, 1000.0):
        fake = scale * normal(rng, 50)
        assert_close(
            theirs.generator_loss(fake),
            ours.generator_loss(fake),
            f"generator_loss of logits up to {fake.abs().max():.0f}",
            "The mean of -log σ(logit), finite for any logit.",
        )


def frechet_distance(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "generative.frechet"), getattr(reference, "generative.frechet")
    for features in (2, 5):
        first = normal(rng, 40, features) @ normal(rng, features, features)
        second = normal(rng, 30, features) @ normal(rng, features, features) + 1
        assert_number(
            theirs.frechet_distance(first, second),
            ours.frechet_distance(first, second),
            f"frechet_distance of {features} features",
            "The root is of the *product* of the covariances.",
        )
