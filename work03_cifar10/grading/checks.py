"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "basics.mlp")` is a module of the
hand-in, which may live in another process: a check hands over numbers, arrays, tensors and what the
student's side itself gave out, and reads back numbers and tensors. Each check needs its own exercise
alone, so that a mistake does not cost points twice. Its docstring lists what the exercise's docstring
says, and the inputs that look at it.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import (
    assert_close,
    assert_gradients,
    assert_number,
    integers,
    normal,
)
from shared.grading.remote.stand_ins import hold


def assert_all_close(
    actual: Any, expected: tuple[torch.Tensor, ...], names: tuple[str, ...], hints: tuple[str, ...]
) -> None:
    """Compare a tuple of tensors, each with its name and hint."""
    assert isinstance(actual, (tuple, list)), (
        f"expected a tuple of {', '.join(names)}, got {type(actual).__name__}"
    )
    assert len(actual) == len(expected), f"expected {len(expected)} tensors, got {len(actual)}"
    for one, other, name, hint in zip(actual, expected, names, hints, strict=True):
        assert_close(one, other, name, hint)


@dataclass(frozen=True)
class Geometry:
    """Sizes of a convolution; `steps` are stride and padding, left out where the defaults serve."""

    batch: int
    channels: int
    outputs: int
    sides: tuple[int, int]
    kernel: tuple[int, int]
    steps: tuple[int, ...]
    dtype: torch.dtype = torch.float64

    def normal(self, rng: np.random.Generator, *shape: int) -> torch.Tensor:
        """Draw from the standard normal distribution, in this dtype."""
        return normal(rng, *shape).to(self.dtype)

    def __str__(self) -> str:
        stride, padding = self.steps or (1, 0)
        sides, kernel = ("×".join(map(str, pair)) for pair in (self.sides, self.kernel))
        dtype = str(self.dtype).removeprefix("torch.")
        what = "image" if self.batch else "no image, of"
        return f"{what} {sides}, kernel {kernel}, stride {stride}, padding {padding}, {dtype}"


def _geometries(rng: np.random.Generator) -> list[Geometry]:
    """Kernels, strides and paddings; wide and high images, and pixels that no window holds.

    The first leaves stride and padding to the defaults; in one the kernel is as large as the padded
    image, in one it is a single pixel, in one windows lie apart. The last is in float32.
    """
    cases = []
    for kernel, steps in (
        ((3, 2), ()), ((3, 3), (1, 1)), ((2, 3), (2, 0)), ((3, 4), (2, 1)), ((1, 1), (1, 0)),
        ((2, 2), (3, 1)), ((1, 3), (3, 2)),
    ):  # fmt: skip
        short, long = int(rng.integers(5, 8)), int(rng.integers(8, 10))
        sides = (long, short) if len(cases) % 2 else (short, long)
        batch, channels, outputs = (int(number) for number in rng.permutation(4)[:3] + 1)
        cases.append(Geometry(batch, channels, outputs, sides, kernel, steps))
    cases.append(Geometry(2, 3, 4, (2, 3), (4, 5), (1, 1), torch.float32))
    return cases


def _of_no_image(cases: list[Geometry]) -> list[Geometry]:
    """Return two of the cases with a batch of no image. Gradients are not asked for: there are none."""
    return [replace(case, batch=0) for case in cases[:2]]


# 1 · Classifiers of tensors


def _far_apart(rng: np.random.Generator, rows: int, classes: int, largest: float) -> torch.Tensor:
    """Draw logits of which no two of a row are near: rounding decides nothing between them."""
    steps = np.tile(np.linspace(-1, 1, 11), (rows, 1))
    return largest * torch.from_numpy(rng.permuted(steps, axis=1)[:, :classes])


def cross_entropy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the mean of -log softmax(logits)[label]: random logits of a batch, and of one image
    - finite for logits of any size: up to 2,000, up to 1e300, float32's up to 20,000
    - the largest logit of *its row* is subtracted: rows far above and far below 0
    - gradients reach the logits: all of these
    """
    theirs = getattr(student, "basics.softmax_regression")
    ours = getattr(reference, "basics.softmax_regression")
    offsets = torch.tensor([[0], [5000], [-5000], [40], [-60]], dtype=torch.float64)
    for what, logits in (
        ("ordinary logits", normal(rng, 7, 4)),
        ("one image", 3 * normal(rng, 1, 5)),
        ("two classes", 5 * normal(rng, 6, 2)),
        ("logits in the thousands", 2000 * normal(rng, 7, 4)),
        ("logits up to 1e300", _far_apart(rng, 5, 3, 1e300)),
        ("float32 logits in the thousands", _far_apart(rng, 6, 4, 2e4).float()),
        ("rows of logits far from each other", normal(rng, 5, 6) + offsets),
        ("equal logits", normal(rng, 4, 1).repeat(1, int(rng.integers(3, 9)))),
    ):
        assert_gradients(
            theirs.cross_entropy,
            ours.cross_entropy,
            (logits, integers(rng, logits.shape[1], len(logits))),
            f"cross_entropy of {what}",
            "The mean of log Σ exp(o) - o_y; subtract a row's largest logit before exp.",
            rng=rng,
        )


def softmax_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - (softmax - one-hot label) / batch: random batches, also of one image, also weights of 0
    - the gradients of weight and bias, in this order: each is compared
    - the images' dtype: float64 and float32
    """
    theirs = getattr(student, "basics.softmax_regression")
    ours = getattr(reference, "basics.softmax_regression")
    for batch, pixels, classes, scale, dtype in (
        (6, 5, 3, 1, torch.float64), (1, 4, 5, 1, torch.float64), (9, 2, 4, 0, torch.float64),
        (5, 7, 2, 3, torch.float32),
    ):  # fmt: skip
        inputs = (
            normal(rng, batch, pixels).to(dtype), integers(rng, classes, batch),
            scale * normal(rng, pixels, classes).to(dtype), scale * normal(rng, classes).to(dtype),
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
    """Look at what the docstring says.

    - (softmax - one-hot label) / batch, back through W₂: random batches, also of one image
    - on where the ReLU was open, and a ReLU at exactly 0 is closed: whole numbers that cancel
    - the gradients of weight1, bias1, weight2 and bias2, in this order: each is compared
    - the images' dtype: float64, and one batch in float32
    """
    cases = [
        (
            normal(rng, batch, pixels), integers(rng, classes, batch), normal(rng, pixels, hidden),
            normal(rng, hidden), normal(rng, hidden, classes), normal(rng, classes),
        )
        for batch, pixels, hidden, classes in ((6, 5, 8, 3), (1, 3, 6, 4), (9, 4, 7, 2))
    ]  # fmt: skip
    singles = (each.float() if each.is_floating_point() else each for each in cases[0])
    cases.append(tuple(singles))
    images = integers(rng, 4, 6, 5).double()
    weight1 = integers(rng, 5, 5, 6).double() - 2
    bias1 = -(images @ weight1).diagonal()  # image i's hidden unit i is exactly 0
    cases.append((images, integers(rng, 3, 6), weight1, bias1, normal(rng, 6, 3), normal(rng, 3)))
    for inputs in cases:
        assert_all_close(
            getattr(student, "basics.mlp").backward(*inputs),
            getattr(reference, "basics.mlp").backward(*inputs),
            tuple(f"the gradient of {name}" for name in ("weight1", "bias1", "weight2", "bias2")),
            (
                "The gradient goes back through W₂ and the open ReLUs; one at 0 is closed.",
                "The sum over the batch of the hidden layer's gradients.",
                "hiddenᵀ · (softmax - one-hot) / batch.",
                "The sum over the batch of the logits' gradients.",
            ),
        )


# 2 · Convolution


def convolve_by_loops(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the kernel times each window, summed over all channels, plus a bias: all cases
    - stride and padding, and their defaults: see `_geometries`
    - the images' dtype: float64 and float32
    - gradients reach images, kernel and bias: all cases
    """
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        inputs = (
            case.normal(rng, case.batch, case.channels, *case.sides),
            case.normal(rng, case.outputs, case.channels, *case.kernel),
            case.normal(rng, case.outputs),
            *case.steps,
        )
        assert_gradients(
            theirs.convolve_by_loops,
            ours.convolve_by_loops,
            inputs,
            f"convolve_by_loops, {case}",
            "Window times kernel, summed over channels, rows, columns, plus the bias.",
            rng=rng,
        )


def unfold(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - windows in reading order, their pixels channel by channel in reading order: all cases
    - stride and padding, and their defaults: see `_geometries`
    - a batch, perhaps of no image: two geometries with none
    - the images' dtype: float64 and float32
    - gradients reach the images: all cases that hold images
    """
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    cases = _geometries(rng)
    hint = (
        "A window is a column: channels, then its rows, then its columns. Windows in reading order."
    )
    for case in cases:
        images = case.normal(rng, case.batch, case.channels, *case.sides)
        inputs = (images, case.kernel, *case.steps)
        assert_gradients(theirs.unfold, ours.unfold, inputs, f"unfold, {case}", hint, rng=rng)
    for case in _of_no_image(cases):
        images = case.normal(rng, case.batch, case.channels, *case.sides)
        inputs = (images, case.kernel, *case.steps)
        assert_close(theirs.unfold(*inputs), ours.unfold(*inputs), f"unfold, {case}", hint)


def fold(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - columns go where `unfold` took them from, and add up: all cases
    - the padding is cut off, a pixel that no window holds is 0: see `_geometries`
    - columns as from `unfold`, perhaps of no image: two geometries with none
    - the columns' dtype: float64 and float32
    - gradients reach the columns: all cases that hold images
    """
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    cases = _geometries(rng)
    hint = "Add each column where `unfold` took it from, then cut the padding off."

    def inputs(case: Geometry) -> tuple[Any, ...]:
        images = torch.zeros(case.batch, case.channels, *case.sides)
        shape = ours.unfold(images, case.kernel, *case.steps).shape
        return case.normal(rng, *shape), case.sides, case.kernel, *case.steps

    for case in cases:
        assert_gradients(theirs.fold, ours.fold, inputs(case), f"fold, {case}", hint, rng=rng)
    for case in _of_no_image(cases):
        columns = inputs(case)
        assert_close(theirs.fold(*columns), ours.fold(*columns), f"fold, {case}", hint)


def convolve_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the gradients through the matrix product: all cases of `_geometries`
    - of columns, kernel and bias, in this order: each is compared
    - the images' dtype: float64 and float32
    - columns as from `unfold`: made by the reference
    """
    theirs = getattr(student, "basics.convolution")
    ours = getattr(reference, "basics.convolution")
    for case in _geometries(rng):
        kernel = case.normal(rng, case.outputs, case.channels, *case.kernel)
        images = case.normal(rng, case.batch, case.channels, *case.sides)
        columns = ours.unfold(images, case.kernel, *case.steps)
        output = ours.convolve(
            images, kernel, torch.zeros(case.outputs, dtype=case.dtype), *case.steps
        )
        grad_output = case.normal(rng, *output.shape)
        assert_all_close(
            theirs.convolve_backward(grad_output, columns, kernel),
            ours.convolve_backward(grad_output, columns, kernel),
            tuple(f"the gradient of {name}, {case}" for name in ("columns", "kernel", "bias")),
            (
                "The kernels' matrix, transposed, times grad_output.",
                "grad_output times the columns, transposed; summed over the batch.",
                "grad_output's sum over images and places.",
            ),
        )


def max_pool_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - a window's gradient goes to its largest pixel: normal numbers, and negative ones alone
    - of several equal ones the first in reading order: whole numbers below 3
    - a pixel that wins in several windows gets the sum: strides below the size
    - pixels that no window holds get 0: strides above the size, and sides with a rest
    - the images' dtype: float64 and float32
    """
    theirs, ours = getattr(student, "basics.pooling"), getattr(reference, "basics.pooling")
    for size, stride in ((2, 2), (3, 2), (2, 1), (3, 3), (2, 3), (1, 1)):
        short, long = int(rng.integers(6, 8)), int(rng.integers(8, 11))
        sides = (long, short) if stride == 1 else (short, long)
        for what, images in (
            ("normal numbers", normal(rng, 2, 3, *sides)),
            ("numbers below 0", -5 - normal(rng, 1, 2, *sides).abs()),
            ("equal numbers", integers(rng, 3, 3, 1, *sides).double()),
            ("float32 numbers", normal(rng, 1, 2, *sides).float()),
        ):
            grad_output = normal(rng, *ours.max_pool(images, size, stride).shape).to(images.dtype)
            assert_close(
                theirs.max_pool_backward(grad_output, images, size, stride),
                ours.max_pool_backward(grad_output, images, size, stride),
                f"max_pool_backward, size {size}, stride {stride}, {what}",
                "To the first largest pixel; windows that overlap add up.",
            )


# 3 · What makes training fast and good


def flip_and_translate(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - flip where `flipped`, then move: images of both kinds that move right and left, up and down
    - borders are reflected, and steps are less than the side: up to the side - 1
    """
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    for height, width, channels in ((6, 8, 3), (5, 4, 1), (4, 7, 2)):
        pixels = integers(rng, 256, 12, height, width, channels).to(torch.uint8)
        translations = torch.stack(
            [torch.from_numpy(rng.integers(1 - side, side, size=12)) for side in (height, width)],
            dim=1,
        )
        far = [height - 1, width - 1]
        # no draw leaves all images where they are
        translations[:6] = torch.tensor([[2, 1], [-3, 0], [0, -2], [0, 3], far, [-n for n in far]])
        flipped = torch.from_numpy(rng.random(12) < 0.5)
        flipped[[0, 3]], flipped[[1, 2]] = True, False
        assert_close(
            theirs.flip_and_translate(pixels, translations, flipped),
            ours.flip_and_translate(pixels, translations, flipped),
            f"flip_and_translate, images {height}×{width}",
            "Flip first; then down by the first number and right by the second; reflect borders.",
        )


def blend(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - share · x_i + (1 - share) · x_j, and the same for one-hot labels: random shares, 0 and 1
    - image `other`: each another one, one for several, an image itself
    - both in the images' dtype: float64 and float32
    - gradients reach the images, both of a pair: all cases
    """
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    for share, other, dtype in (
        (0.2, [1, 2, 3, 4, 5, 0], torch.float64),
        (float(rng.uniform(0.6, 0.9)), [3, 3, 2, 0, 3, 1], torch.float64),
        (1.0, [5, 4, 3, 2, 1, 0], torch.float64),
        (0.0, [2, 0, 1, 5, 3, 4], torch.float64),
        (float(rng.uniform(0.3, 0.45)), [4, 0, 5, 1, 2, 3], torch.float32),
    ):
        classes = int(rng.integers(5, 9))
        images, labels = normal(rng, 6, 2, 3, 4).to(dtype), integers(rng, 4, 6)
        labels[0], labels[1] = 0, 1
        assert_gradients(
            theirs.blend,
            ours.blend,
            (images, labels, torch.tensor(other), share, classes),
            f"blend, share {share:.2f}, {str(dtype).removeprefix('torch.')}",
            "The share of an image and its label, the rest of the other's.",
            rng=rng,
        )


def smoothed(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the label keeps 1 - smoothing, the rest is for *all* classes: random smoothing, 0 and 1
    - float64: the result's dtype
    """
    theirs, ours = getattr(student, "data.augmentation"), getattr(reference, "data.augmentation")
    for classes, smoothing in (
        (3, float(rng.uniform(0.1, 0.3))), (10, float(rng.uniform(0.4, 0.8))), (4, 0.0), (5, 1.0),
    ):  # fmt: skip
        labels = integers(rng, classes, int(rng.integers(6, 9)))
        assert_close(
            theirs.smoothed(labels, classes, smoothing),
            ours.smoothed(labels, classes, smoothing),
            f"smoothed, {classes} classes, smoothing {smoothing:.2f}",
            "1 - smoothing for the label, and smoothing / classes for every class.",
        )


def turned_places(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - around the middle of each side: even and odd sides, high and wide images, a single row
    - counterclockwise, in degrees: angles of both signs and beyond 180, one for each image
    - `scales` times as large, so that places move together: below and above 1
    - rows and columns, places between pixels and outside: all cases
    - in the dtype of angles and scales: float64 and float32
    - gradients reach angles and scales: all cases
    """
    theirs, ours = getattr(student, "data.resampling"), getattr(reference, "data.resampling")
    for count, height, width, dtype in (
        (3, 5, 8, torch.float64), (1, 6, 3, torch.float64), (4, 7, 7, torch.float32),
        (2, 1, 4, torch.float64),
    ):  # fmt: skip
        angles = torch.from_numpy(rng.uniform(-250, 250, size=count))
        angles[0] = float(rng.uniform(15, 75))
        scales = torch.from_numpy(rng.uniform(0.4, 2.5, size=count))
        scales[0] = float(rng.uniform(1.3, 2))
        if dtype is torch.float32:  # over a small scale, gradients sum large terms of both signs
            angles, scales = angles * 0.3, scales.clamp(min=1.3)
        assert_gradients(
            theirs.turned_places,
            ours.turned_places,
            (angles.to(dtype), scales.to(dtype), height, width),
            f"turned_places, images {height}×{width}, {str(dtype).removeprefix('torch.')}",
            "Offsets from the middle, turned back and divided by the scale, plus the middle.",
            rng=rng,
        )


def bilinear(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - four pixels, each by how near it is: places between pixels, of another shape than the images
    - places that are whole numbers, and those halfway
    - a pixel outside is 0: places less than 1 outside, on all sides, far outside, and
      so far outside that no border of zeros reaches them
    - the dtype of images and places: float64 and float32
    - gradients reach images, rows and columns: all but whole numbers, where a place has no slope
    """
    theirs, ours = getattr(student, "data.resampling"), getattr(reference, "data.resampling")
    hint = "(1 - |Δrow|) · (1 - |Δcolumn|) of each of the four pixels around; one outside is 0."
    for what, beyond, dtype in (
        ("places inside", 0.0, torch.float64), ("places around the border", 0.9, torch.float64),
        ("places far outside", 3.0, torch.float64),
        ("places up to a thousand pixels outside", 1000.0, torch.float64),
        ("float32", 1.5, torch.float32),
    ):  # fmt: skip
        count, channels = (int(number) for number in rng.permutation(3)[:2] + 1)
        height, width = int(rng.integers(3, 5)), int(rng.integers(5, 7))
        images = normal(rng, count, height, width, channels)
        rows, columns = (
            torch.from_numpy(rng.uniform(-beyond, side - 1 + beyond, size=(count, 4, 3)))
            for side in (height, width)
        )
        assert_gradients(
            theirs.bilinear,
            ours.bilinear,
            (images.to(dtype), rows.to(dtype), columns.to(dtype)),
            f"bilinear, {what}",
            hint,
            rng=rng,
        )
    images = normal(rng, 2, 4, 5, 3)
    for what, part in (("whole numbers", 1), ("halves", 2)):
        rows, columns = (integers(rng, 7 * part, 2, 6, 6) / part - 1 for _ in range(2))
        places = (rows.double(), columns.double())
        assert_close(
            theirs.bilinear(images, *places),
            ours.bilinear(images, *places),
            f"bilinear, places that are {what}",
            hint,
        )


def whitening_filters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - rows of (Λ + eps)^(-½) Vᵀ, largest variance first: variances that lie apart
    - the sign of a filter is free: each is compared by its products with itself
    - the covariance may be divided by the number of patches or by one less: both are expected
    - the mean of the patches need not be 0: it is not
    - eps, and its default: given, 0, left out; a direction without variance stays finite
    """
    turn, _ = torch.linalg.qr(normal(rng, 4, 4))
    for what, spreads, options in (
        ("eps 0", [4.0, 2.5, 1.5, 0.7], {"eps": 0.0}),
        ("eps by default", [3.0, 1.0, 0.1, 0.02], {}),
        ("a direction without variance", [5.0, 2.0, 1.0, 0.0], {}),
        ("eps in the tenths", [2.0, 1.2, 0.7, 0.3], {"eps": float(rng.uniform(0.2, 0.6))}),
    ):
        # Fixed spreads keep the eigenvalues apart, so that the order of the filters is certain.
        centered = normal(rng, 300, 4) * torch.tensor(spreads, dtype=torch.float64)
        patches = centered @ turn + 5 * normal(rng, 4)
        _assert_filters(student, reference, patches, options, what)


def _assert_filters(
    student: Any, reference: Any, patches: torch.Tensor, options: dict[str, float], what: str
) -> None:
    hint = "(Λ + eps)^(-½) Vᵀ of the covariance, largest variance first."
    theirs = getattr(student, "models.fast_net").whitening_filters(patches, **options)
    of_reference = getattr(reference, "models.fast_net").whitening_filters
    count = len(patches)
    both = [of_reference(patches * scale, **options) for scale in (1, (count / (count - 1)) ** 0.5)]
    assert isinstance(theirs, torch.Tensor), f"expected a tensor, got {type(theirs).__name__}"
    assert theirs.shape == both[0].shape, f"expected shape {tuple(both[0].shape)}. {hint}"

    def without_sign(filters: torch.Tensor) -> torch.Tensor:
        return filters[:, :, None] * filters[:, None, :]

    apart = [(without_sign(theirs) - without_sign(ours)).abs().amax() for ours in both]
    ours = both[0] if apart[0] <= apart[1] else both[1]
    assert_close(without_sign(theirs), without_sign(ours), f"whitening_filters, {what}", hint)


def lookahead_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - every `every`-th step, kept = decay^every · (step / steps)³: all steps of a training
    - between moves nothing but the count changes: the steps between
    - slow weights and fast ones: the model after each step, and after `finish` in the end
    - all floating-point state, not counters: a model with batch norm, a frozen parameter, and two
      buffers of its own, one of them a counter
    - in place: a parameter held from the beginning shows the same numbers, and may be trained
    - the count is `step_number`: a training that goes on from a checkpoint
    """
    for every, rounds in ((1, 3), (int(rng.integers(2, 4)), 3)):
        decay, steps = float(rng.uniform(0.5, 0.9)), every * rounds + 1
        sides = [_batch_norm_model(root) for root in (student, reference)]
        held = hold(sides[0].get_parameter, "0.weight")
        start = _random_state(rng)
        for model in sides:
            model.load_state_dict(dict(start))
        lookaheads = [
            getattr(root, "training.lookahead").Lookahead(model, steps, every=every, decay=decay)
            for root, model in zip((student, reference), sides, strict=True)
        ]
        where = f"of {steps}, every {every}"
        for step in range(1, steps + 1):
            _assert_same_step(rng, sides, lookaheads, f"after step {step} {where}")
            assert_close(
                held.detach(),
                sides[1].get_parameter("0.weight").detach(),
                f"the parameter that the optimizer holds, after step {step} {where}",
                "Copy into the model's tensors; do not put others in their place.",
            )
            assert held.requires_grad is True, "the model's weights can no longer be trained"
        checkpoint = {"step": every - 1, "slow": _random_state(rng)}
        for counter in ("steps", "1.num_batches_tracked"):
            del checkpoint["slow"][counter]
        for lookahead in lookaheads:
            lookahead.load_state_dict({**checkpoint, "slow": dict(checkpoint["slow"])})
        _assert_same_step(rng, sides, lookaheads, f"after step {every} {where}, from a checkpoint")
        # What `finish` leaves in the model are the slow weights.
        last = _random_state(rng)
        for model, lookahead in zip(sides, lookaheads, strict=True):
            model.load_state_dict(dict(last))
            lookahead.finish()
        _assert_same_state(sides, "after finish()")


def _batch_norm_model(root: Any) -> Any:
    """Make a model of torch's own layers; the module that is asked for them is given.

    It holds more than weights and batch norm's statistics: a parameter that is not trained, a buffer of
    numbers and one that counts, under names of their own.
    """
    nn = getattr(root, "models.linear").nn
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    model.register_buffer("center", torch.zeros(2))
    model.register_buffer("steps", torch.tensor(0))
    hold(hold(model.get_parameter, "1.weight").requires_grad_, False)
    model.double()
    return model


def _random_state(rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Draw a state of `_batch_norm_model`, in the order of its `state_dict`."""
    counts = [torch.tensor(int(count)) for count in rng.integers(1, 1000, size=2)]
    state = {"center": normal(rng, 2), "steps": counts[0]}
    state |= {"0.weight": normal(rng, 2, 3), "0.bias": normal(rng, 2)}
    for name in ("weight", "bias", "running_mean", "running_var"):
        state[f"1.{name}"] = normal(rng, 2)
    state["1.num_batches_tracked"] = counts[1]
    return state


def _assert_same_step(
    rng: np.random.Generator, sides: list[Any], lookaheads: list[Any], when: str
) -> None:
    """Set the fast weights to new numbers, as an optimizer would; then take a step."""
    fast = _random_state(rng)
    for model, lookahead in zip(sides, lookaheads, strict=True):
        model.load_state_dict(dict(fast))
        lookahead.step()
    _assert_same_state(sides, when)


def _assert_same_state(sides: list[Any], when: str) -> None:
    theirs, ours = (model.state_dict() for model in sides)
    for name in ours:
        assert_close(
            theirs[name],
            ours[name],
            f"the model's {name} {when}",
            "slow ← kept · slow + (1 - kept) · fast, fast ← slow; kept is decay^every times "
            "the cube of the share of the steps done; between moves nothing changes.",
        )


# 4 · Metrics


def majority_vote(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the class that most models chose: odd and even numbers of models, and one alone
    - of equal numbers of votes the lowest class: two models, and all orders of three votes
    - a class of `classes` that nobody chose: more classes than models
    """
    orders = torch.cartesian_prod(*(torch.arange(3) for _ in range(3))).T
    shuffled = orders[:, torch.from_numpy(rng.permutation(27))]
    for what, predictions, classes in (
        ("5 models", integers(rng, 4, 5, 60), 4),
        ("4 models", integers(rng, 3, 4, 60), 3),
        ("one model", integers(rng, 3, 1, 60), 3),
        ("2 models, 12 classes", integers(rng, 12, 2, 40), 12),
        ("7 models, classes that nobody chose", 2 + integers(rng, 3, 7, 50), 9),
        ("3 models that disagree", shuffled, 3),
    ):
        assert_close(
            getattr(student, "metrics.ensembles").majority_vote(predictions, classes),
            getattr(reference, "metrics.ensembles").majority_vote(predictions, classes),
            f"majority_vote of {what}",
            "Most votes; of equal numbers the lowest class.",
            same_dtype=False,
        )


def _clear_of_ends(rng: np.random.Generator, bins: int) -> torch.Tensor:
    """Draw probabilities; no confidence is within float32's rounding of the end of a bin."""
    while True:
        probabilities = (3 * normal(rng, 200, 4)).softmax(dim=1)
        places = bins * probabilities.amax(dim=1)
        near = ((places - places.round()).abs() < 1e-5) & (places < bins - 0.5)
        if not near.any():
            return probabilities


def calibration_error(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the mean of |accuracy - confidence|: predictions too sure in some bins, too doubtful in others
    - weighted by the bins' numbers of images: bins that differ much, some of them empty
    - bins as in `calibration_bins`, 15 by default: confidences exactly at the ends of bins
    """
    theirs = getattr(student, "metrics.calibration")
    ours = getattr(reference, "metrics.calibration")
    cases = []
    for bins in ((5,), (15,), (1,), ()):
        probabilities = _clear_of_ends(rng, bins[0] if bins else 15)
        bands = (probabilities.amax(dim=1) * int(rng.integers(40, 70))).floor()
        if not bins:  # all right in one of 15 bins, all wrong in the next: other bins mix them
            bands = 2 * (probabilities.amax(dim=1) * 15).ceil()
        cases.append((f"{bins[0] if bins else 15} bins", probabilities, bands, bins))
    # Numbers of few binary digits, so that the ends of bins are exact.
    sixteenths = torch.from_numpy(rng.integers(9, 17, size=90)).double()
    probabilities = torch.stack([sixteenths / 16, 1 - sixteenths / 16], dim=1)
    cases.append(("confidences at the ends of 8 bins", probabilities, sixteenths, (8,)))
    for what, probabilities, bands, bins in cases:
        # Right and wrong by turns, two bands each: with one sign alone, bins would not matter.
        predicted, classes = probabilities.argmax(dim=1), probabilities.shape[1]
        others = (predicted + 1 + integers(rng, classes - 1, len(bands))) % classes
        labels = torch.where(bands // 2 % 2 == 0, predicted, others)
        assert_number(
            theirs.calibration_error(probabilities, labels, *bins),
            ours.calibration_error(probabilities, labels, *bins),
            f"calibration_error, {what}",
            "Bins count by their numbers of images; the difference has no sign.",
        )


# 5 · Beyond classifying


def transposed_convolve(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the kernel, times each pixel's value; what overlaps adds up: strides below the kernel's side
    - (n - 1) · stride + kernel - 2 · padding: all cases, kernels and images that are not square
    - places that no kernel reaches hold the bias: a stride above the kernel's side
    - stride and padding, and their defaults: left out in one case
    - the images' dtype: float64, and float32 in one case
    - gradients reach images, kernel and bias: all cases
    """
    theirs = getattr(student, "generative.transposed_convolution")
    ours = getattr(reference, "generative.transposed_convolution")
    for kernel, steps in (
        ((3, 2), ()), ((4, 5), (2, 1)), ((2, 1), (3, 0)), ((3, 4), (2, 1)), ((1, 1), (2, 0)),
        ((5, 3), (1, 1)),
    ):  # fmt: skip
        batch, channels, outputs = (int(number) for number in rng.permutation(4)[:3] + 1)
        short, long = int(rng.integers(2, 4)), int(rng.integers(4, 6))
        sides = (long, short) if kernel[0] > kernel[1] else (short, long)
        dtype = torch.float32 if kernel == (5, 3) else torch.float64
        if dtype is torch.float32:
            outputs = 3  # a bias's gradient alone may be a sum near 0, with few digits
        case = Geometry(batch, channels, outputs, sides, kernel, steps, dtype)
        inputs = (
            case.normal(rng, batch, channels, *sides),
            case.normal(rng, channels, outputs, *kernel), case.normal(rng, outputs), *steps,
        )  # fmt: skip
        assert_gradients(
            theirs.transposed_convolve,
            ours.transposed_convolve,
            inputs,
            f"transposed_convolve, {case}",
            "Every pixel lays its kernel down at `stride` times its place; padding cuts off.",
            rng=rng,
        )


def generator_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - the mean of -log D(G(z)): a batch, and one image
    - finite for any logit: up to some thousands, float32's too
    - the gradient stays where the discriminator is sure: logits far below 0
    """
    theirs, ours = getattr(student, "generative.losses"), getattr(reference, "generative.losses")
    for what, fake in (
        ("ordinary logits", normal(rng, 50)),
        ("one image", 2 * normal(rng, 1)),
        ("logits in the thousands", 1000 * normal(rng, 40)),
        ("a sure discriminator", -30 - 100 * normal(rng, 20).abs()),
        ("float32 logits in the thousands", (5000 * normal(rng, 30)).float()),
    ):
        assert_gradients(
            theirs.generator_loss,
            ours.generator_loss,
            (fake,),
            f"generator_loss, {what}",
            "The mean of -log σ(logit), finite for any logit.",
            rng=rng,
        )


def _with_spreads(rng: np.random.Generator, spreads: torch.Tensor, rows: int) -> torch.Tensor:
    """Draw rows whose covariance has these standard deviations, turned, about a random mean."""
    directions = torch.linalg.qr(normal(rng, len(spreads), len(spreads)))[0]
    drawn = normal(rng, rows, len(spreads))
    left = torch.linalg.qr(drawn - drawn.mean(dim=0))[0]
    return left * (rows - 1) ** 0.5 * spreads @ directions + normal(rng, len(spreads))


def frechet_distance(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½): sets of different size, place and shape
    - unbiased covariances: few images
    - 0 for a set and itself
    - features of any dtype: float32
    - a number where there are fewer images than features: covariances that are singular
    """
    theirs, ours = getattr(student, "generative.frechet"), getattr(reference, "generative.frechet")
    hint = "The root is of the *product* of the covariances."
    for features, count in ((2, 40), (5, 12), (3, 7)):
        # No direction almost without variance, where a root of 0 of rounding would decide about 0.
        first, second = (
            _with_spreads(rng, torch.from_numpy(rng.uniform(0.5, 2, size=features)), rows)
            for rows in (count, count - 3)
        )
        second += 1
        for what, pair in (
            (f"{features} features", (first, second)),
            ("one set and itself", (first, first.clone())),
        ):
            assert_number(
                theirs.frechet_distance(*pair),
                ours.frechet_distance(*pair),
                f"frechet_distance of {what}",
                hint,
            )
    # Features as networks give them. Computing in their dtype is precise enough.
    singles = [normal(rng, count, 3).float() for count in (30, 20)]
    singles[1] += 5
    assert_number(
        np.float32(theirs.frechet_distance(*singles)),
        ours.frechet_distance(*singles),
        "frechet_distance of float32 features",
        hint,
    )
    # Far apart, so that what rounding makes of roots of 0 is small beside the distance.
    few = (normal(rng, 4, 6), 3 * normal(rng, 3, 6) + 20)
    assert_number(
        theirs.frechet_distance(*few),
        ours.frechet_distance(*few),
        "frechet_distance of fewer images than features",
        f"{hint} Eigenvalues that are 0 may come out below it.",
    )


def elbo_terms(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what the docstring says.

    - both terms of each image, in nats: batches, and one image; codes of one feature and of several
    - over all channels and pixels: images with one channel and with several, sides that differ
    - a gray pixel counts as a share, whatever its logit; black and white among gray pixels
    - finite for logits of any size: up to some thousands, float32's too
    - the KL of narrow and of wide Gaussians, and 0 for the standard normal one
    - gradients reach logits, mean and log_variance: all cases
    """
    theirs, ours = getattr(student, "generative.vae"), getattr(reference, "generative.vae")
    for what, (batch, channels, latent), size, spread, dtype in (
        ("ordinary logits", (5, 1, 3), 2, 1, torch.float64),
        ("images in color", (3, 3, 4), 3, 1, torch.float64),
        ("one image, a code of one feature", (1, 2, 1), 2, 2, torch.float64),
        ("narrow and wide Gaussians", (4, 1, 6), 1, 6, torch.float64),
        ("a standard normal code", (2, 1, 2), 1, 0, torch.float64),
        ("logits in the thousands", (4, 2, 3), 1000, 1, torch.float64),
        ("float32 logits in the thousands", (3, 1, 2), 3000, 1, torch.float32),
    ):
        sides = (int(rng.integers(2, 4)), int(rng.integers(4, 6)))
        logits = size * normal(rng, batch, channels, *sides)
        images = normal(rng, *logits.shape).sigmoid()
        images[..., ::2] = images[..., ::2].round()
        mean, log_variance = spread * normal(rng, 2, batch, latent)
        assert_gradients(
            theirs.elbo_terms,
            ours.elbo_terms,
            (),
            f"elbo_terms, {what}",
            "log p(x | z) is summed over an image's pixels; KL = ½ Σ (μ² + σ² - log σ² - 1).",
            rng=rng,
            kwargs={
                "logits": logits.to(dtype), "mean": mean.to(dtype),
                "log_variance": log_variance.to(dtype),
            },
            constants={"images": images.to(dtype)},
        )  # fmt: skip
