"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.layers")` is a module of the
hand-in, which may live in another process: a check hands over numbers, strings, arrays, dictionaries
of arrays, and what the student's side itself gave out (an object, a bound method, an array that it
holds). It reads back numbers and arrays and compares them here.

What is expected comes from the reference alone. An object of the hand-in gets all of its state from
the reference's numbers, and only what its exercise computes is read back. The exercises that another
one calls are named by `builds_on` in the rubric: where they are wrong, the reference's stand in for them.

Each docstring lists what the exercise's docstring states → the case that looks at it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from shared.grading.judging.checking import assert_close, assert_number, assert_raises
from shared.grading.remote.stand_ins import hold


def _modules(student: Any, reference: Any, name: str) -> tuple[Any, Any]:
    """A module of the hand-in, and the reference's."""
    return getattr(student, name), getattr(reference, name)


def _numpy(root: Any) -> Any:
    """NumPy on that side, as a file that holds no exercise has it."""
    return getattr(root, "data.features").np


def _held(root: Any, array: np.ndarray) -> Any:
    """A copy of `array` that stays on its side: to see what is written into it."""
    return hold(_numpy(root).array, array)


def _read(root: Any, held: Any) -> Any:
    """The present values of a held array."""
    return _numpy(root).array(held)


def _seeds(rng: np.random.Generator, count: int) -> list[int]:
    """Different seeds."""
    return [int(seed) for seed in rng.choice(2**31, size=count, replace=False)]


def _pair(result: Any, what: str, names: str) -> tuple[Any, Any]:
    assert isinstance(result, (tuple, list)), f"{what}: return the pair ({names})"
    assert len(result) == 2, f"{what}: return the pair ({names}), not {len(result)} values"
    return result[0], result[1]


# 1 · From loops to arrays, from a line to its minimum


def pairwise_distances(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare distances.

    - every row of a to every row of b → other numbers of rows, one row, one column
    - Euclidean → values
    - exact, also close together far from zero → points 1e-4 apart, 1e4 from zero
    """
    theirs, ours = _modules(student, reference, "regression.numpy_basics")
    for n, m, columns in ((7, 4, 3), (1, 5, 2), (3, 2, 1)):
        a, b = rng.normal(size=(n, columns)), rng.normal(size=(m, columns))
        assert_close(
            theirs.pairwise_distances(a, b),
            ours.pairwise_distances(a, b),
            f"pairwise_distances of {n} and {m} points in {columns} dimensions",
            "Entry (i, j) is the root of the summed squares of a[i] − b[j].",
        )
    center = rng.uniform(1e4, 2e4, size=3)
    a, b = center + 1e-4 * rng.normal(size=(2, 4, 3))
    assert_close(
        1e4 * _as_array(theirs.pairwise_distances(a, b), "pairwise_distances"),
        1e4 * ours.pairwise_distances(a, b),
        "10⁴ · pairwise_distances of points that lie close together, far from zero",
        "Subtract first, then square: large squares cancel and take the digits with them.",
    )


def _as_array(value: Any, what: str) -> Any:
    assert isinstance(value, np.ndarray), (
        f"{what}: expected a NumPy array, got {type(value).__name__}"
    )
    return value


def polynomial_features(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the columns.

    - x⁰, x¹, …, x^degree in this order → degrees 0, 1, 5, and one of 6 to 12; negative and positive x
    - the first is 1 even where x is 0 → x with a zero
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    for degree in (0, 1, 5, int(rng.integers(6, 13))):
        x = rng.uniform(-2, 2, size=6 + degree)
        x[rng.integers(len(x))] = 0
        assert_close(
            theirs.polynomial_features(x, degree),
            ours.polynomial_features(x, degree),
            f"polynomial_features(x, {degree})",
            "Degree d has d + 1 columns, and the first is x⁰ = 1.",
        )


def _least_squares(
    rng: np.random.Generator, rows: int = 23, columns: int = 4
) -> tuple[np.ndarray, np.ndarray, float]:
    """Data for `LeastSquares(features, targets, weight_decay)`."""
    features = rng.normal(size=(rows, columns))
    return features, rng.normal(size=rows) + features.sum(axis=1), float(rng.uniform(0.2, 0.6))


def least_squares_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare gradients.

    - Xᵀ(X w − y) / n → several numbers of rows and columns, no weight decay
    - + λ w → with weight decay
    - the problem's data stay as they are → other weights on the same problem; read back
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    for rows, columns in ((23, 4), (3, 5), (1, 1)):
        features, targets, weight_decay = _least_squares(rng, rows, columns)
        for decay in (weight_decay, 0.0):
            problem = theirs.LeastSquares(features, targets, decay)
            expected = ours.LeastSquares(features, targets, decay)
            for call in ("first", "second"):
                weights = rng.normal(size=columns)
                assert_close(
                    problem.gradient(weights),
                    expected.gradient(weights),
                    f"the {call} LeastSquares.gradient(w) of {rows} rows, weight decay {decay:.2g}",
                    "Differentiate the loss as it stands: a mean over the rows, and λ/2 ‖w‖² beside it.",
                )
                _assert_kept(problem, (features, targets), "gradient")


def _assert_kept(problem: Any, data: Sequence[Any], name: str) -> None:
    """Check that the features and targets of the hand-in's problem are what they were."""
    for attribute, expected in zip(("features", "targets"), data, strict=False):
        what = f"the problem's {attribute} after {name}"
        assert_close(getattr(problem, attribute), expected, what, "Leave them as they are.")


def closed_form(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare minima.

    - weight decay as rows √(nλ) I → with weight decay, more and fewer rows than columns
    - XᵀX never formed: nearly dependent columns cost few digits → columns 5e-7 apart
    - dependent columns, λ = 0: the solution of least norm → a column twice; fewer rows than columns
    - the problem's data stay as they are → read back
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")

    def compare(
        features: np.ndarray, decay: float, kind: str, hint: str, noise: float = 1.0
    ) -> None:
        targets = noise * rng.normal(size=len(features)) + features.sum(axis=1)
        problem = theirs.LeastSquares(features, targets, decay)
        assert_close(
            theirs.closed_form(problem),
            ours.closed_form(ours.LeastSquares(features, targets, decay)),
            f"closed_form(problem), {kind}",
            hint,
        )
        _assert_kept(problem, (features, targets), "closed_form")

    decay_hint = (
        "The data term is a mean over n rows: as rows of data, the weight decay is √(n λ) I."
    )
    for rows in (23, 3):
        decay = float(rng.uniform(0.2, 0.6))
        compare(rng.normal(size=(rows, 4)), decay, f"{rows} rows and 4 columns", decay_hint)
    compare(rng.normal(size=(9, 4)), 0.0, "no weight decay", "The minimum of the data term alone.")
    hint = (
        "XᵀX squares the condition number: give X itself, with the rows of weight decay, to lstsq."
    )
    for rows in (12, 40, 60, 80):  # in one of them alone the digits may be right by chance
        features = rng.normal(size=(rows, 3))
        near = features[:, :1] + 5e-7 * rng.normal(size=(rows, 1))
        # Targets without noise: with it the weights would be large, and their own digits few.
        compare(np.hstack([features, near]), 0.0, "nearly dependent columns", hint, noise=0.0)
    hint = "Of all minima, the one of least norm: a solver by singular values gives it."
    # One power of two a column: no solver rounds the dependence away.
    features = np.zeros((10, 3))
    features[rng.permutation(10)[:3], range(3)] = rng.choice((0.5, 1.0, 2.0), 3)
    compare(np.hstack([features, features[:, 1:2]]), 0.0, "a column that is there twice", hint)
    compare(rng.normal(size=(3, 5)), 0.0, "3 rows and 5 columns, no weight decay", hint)


def gradient_descent(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare paths.

    - w ← w − η ∇L(w) → values
    - the whole path, `start` first → every point; no step; one weight
    - diverges above 2 / (largest eigenvalue) → a large η, nothing held back
    - the problem's data stay as they are → read back
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    for steps, columns, learning_rate in (
        (8, 4, float(rng.uniform(0.05, 0.2))),
        (0, 3, 0.1),
        (5, 1, float(rng.uniform(5, 6))),
    ):
        data, start = _least_squares(rng, columns=columns), rng.normal(size=columns)
        problem = theirs.LeastSquares(*data)
        assert_close(
            theirs.gradient_descent(problem, start, learning_rate, steps),
            ours.gradient_descent(ours.LeastSquares(*data), start, learning_rate, steps),
            f"the path of {steps} steps of gradient_descent with η = {learning_rate:.2g}",
            "It has steps + 1 points, `start` first, and each step goes against the gradient.",
        )
        _assert_kept(problem, data, "gradient_descent")


def stochastic_gradient_descent(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare paths.

    - one batch at a time, the last may be smaller → 23 rows in batches of 5, of 40, of 1, 24 in 6
    - each epoch once in the order of `rng.permutation(rows)` of one generator → three epochs, seeds
    - step t, from 0 over all epochs, has η / (1 + decay · t) → decay 0.2, and none as by default
    - the path, `start` first → every point; no epoch
    - the problem's data stay as they are → read back
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    for rows, batch_size, epochs, decay in (
        (23, 5, 3, {"decay": 0.2}),
        (24, 6, 2, {}),
        (23, 40, 2, {"decay": 0.5}),
        (4, 1, 2, {"decay": 0.0}),
        (5, 2, 0, {}),
    ):
        data, start = _least_squares(rng, rows), rng.normal(size=4)
        settings: dict[str, Any] = {
            "learning_rate": float(rng.uniform(0.05, 0.15)),
            "epochs": epochs,
            "batch_size": batch_size,
            "seed": _seeds(rng, 1)[0],
            **decay,
        }
        problem = theirs.LeastSquares(*data)
        assert_close(
            theirs.stochastic_gradient_descent(problem, start, **settings),
            ours.stochastic_gradient_descent(ours.LeastSquares(*data), start, **settings),
            f"the path of stochastic_gradient_descent, {rows} rows in batches of {batch_size}, "
            f"{epochs} epochs",
            "One generator for all epochs, a new permutation in each; 23 rows in batches of 5 make 5 "
            "steps an epoch, the last on 3 rows; the step's number counts on over the epochs.",
        )
        _assert_kept(problem, data, "stochastic_gradient_descent")


def newton(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare paths.

    - w − (∇²L)⁻¹ ∇L(w) → from far away, one step by default, several
    - the path, `start` first → every point; no step
    - the problem's data stay as they are → read back
    """
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    for steps, columns in (((), 4), ((3,), 3), ((0,), 2)):
        data, start = _least_squares(rng, columns=columns), rng.normal(scale=10, size=columns)
        problem = theirs.LeastSquares(*data)
        assert_close(
            theirs.newton(problem, start, *steps),
            ours.newton(ours.LeastSquares(*data), start, *steps),
            f"the path of newton, {steps[0] if steps else 'by default 1'} steps",
            "Each step solves Hessian · step = gradient, and goes against it; the first one arrives.",
        )
        _assert_kept(problem, data, "newton")


def cosine_schedule(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare learning rates.

    - half a cosine → steps between
    - `peak` at step 0, `floor` at `total_steps`, `floor` afterwards → these steps
    - a floor of 0 by default → no `floor`
    """
    theirs, ours = _modules(student, reference, "optimization.schedules")
    total_steps = int(rng.integers(30, 50))
    peak, floor = (float(value) for value in rng.uniform((0.5, 0.05), (1, 0.2)))
    for settings in ({"floor": floor}, {}):
        # Just before a floor of 0 little is left of 1 + cos: the digits of a float32 π would decide.
        last = total_steps - 1 if settings else total_steps - 9
        for step in (0, 1, 7, total_steps // 2, last, total_steps, total_steps + 9, 400):
            given = {"peak": peak, "total_steps": total_steps, **settings}
            assert_number(
                theirs.cosine(step, **given),
                ours.cosine(step, **given),
                f"cosine({step}, peak={peak:.3g}, total_steps={total_steps}) with "
                f"{'the floor ' + format(floor, '.3g') if settings else 'no floor given'}",
                "Half a cosine from peak to floor, and the floor from there on.",
            )


def loss_along_line(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare losses.

    - the loss at start + fraction · (end − start), of vectors → two losses that differ on each point
    - for each fraction in turn → no order among them, one alone
    - a fraction may lie outside of 0 and 1 → −2 to 3
    - one point at a time → the losses make a number of anything
    """
    theirs, ours = _modules(student, reference, "regression.convexity")
    for points in (6, 1):
        for name in ("std", "ptp"):
            start, end = rng.normal(size=(2, 5))
            fractions = rng.uniform(-2, 3, size=points)
            their_loss, our_loss = (getattr(_numpy(root), name) for root in (student, reference))
            assert_close(
                theirs.loss_along_line(their_loss, start, end, fractions),
                ours.loss_along_line(our_loss, start, end, fractions),
                f"loss_along_line(numpy.{name}, start, end, {points} fractions)",
                "Fraction 0 is the start, fraction 1 the end; ask for the loss of one point at a time.",
            )


def fit_one_hot(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare weights.

    - the minimum of 1/(2n) ‖X W − Y‖² + λ/2 ‖V‖² → several rows and classes, λ of 0.2 to 0.6, 0 by default
    - a last column of ones; weight decay spares the intercepts → features far from zero, large λ
    - dependent columns, λ = 0: the solution of least norm → a black pixel, a column twice, few rows
    - a class without a row has weights of 0 → the first, one between, the last
    """
    theirs, ours = _modules(student, reference, "regression.linear_classifiers")

    def compare(
        features: np.ndarray, classes: int, used: Sequence[int], decay: tuple[float, ...], kind: str
    ) -> None:
        labels = rng.choice(used, size=len(features))
        labels[: len(used)] = used
        assert_close(
            theirs.fit_one_hot(features, labels, classes, *decay),
            ours.fit_one_hot(features, labels, classes, *decay),
            f"fit_one_hot of {len(features)} rows, {classes} classes, {kind}",
            "Rows √(n λ) I below X, without one for the intercepts, and zeros below Y; lstsq takes all "
            "targets at once.",
        )

    for rows, columns, classes in ((23, 4, 3), (9, 1, 2), (40, 3, 5)):
        decay = float(rng.uniform(0.2, 0.6))
        every = range(classes)
        compare(rng.normal(size=(rows, columns)), classes, every, (decay,), f"λ = {decay:.2g}")
    compare(rng.normal(3, 1, size=(20, 3)), 3, range(3), (5.0,), "features far from zero, λ = 5")
    compare(rng.normal(size=(20, 3)), 4, range(4), (), "no weight decay given")
    compare(rng.normal(size=(20, 3)), 6, (1, 2, 4), (0.1,), "of which 0, 3 and 5 have no row")
    # Powers of two whose sum is 0: no solver, nor a mean, rounds the dependence away.
    features, places = np.zeros((20, 4)), rng.permutation(20)
    features[places[:2], 0], features[places[2:4], 2] = (1, -1), (2, -2)
    features[:, 3] = features[:, 0]
    compare(features, 3, range(3), (), "a column of zeros, and one twice")
    compare(rng.normal(size=(4, 6)), 3, range(3), (), "more columns than rows")


# 2 · Back-propagation by hand


def _linear(
    root: Any, weight: np.ndarray, bias: np.ndarray, inputs: np.ndarray | None = None
) -> tuple[Any, dict[str, Any]]:
    """A layer whose whole state is given, and its gradients, held and filled with rubbish."""
    layer = getattr(root, "layers.layers").Linear(weight.copy(), bias.copy())
    layer.parameters = {"weight": weight.copy(), "bias": bias.copy()}
    gradients = {"weight": _held(root, 1e3 + weight), "bias": _held(root, 1e3 + bias)}
    layer.gradients = dict(gradients)
    if inputs is not None:
        layer.inputs = inputs.copy()
    return layer, gradients


IN_PLACE = (
    "Write into the arrays that are there, in place of what was in them: the optimizer's vector "
    "and each layer's gradients are the same memory."
)

KEPT = "`backward` reads the parameters and what `forward` kept, and leaves them as they are."


def linear_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare outputs.

    - x Wᵀ + b → weights of several shapes, one row; twice on one layer
    - `forward` keeps `inputs` → read back
    """
    for n_in, n_out in ((4, 3), (1, 5), (3, 3)):
        weight, bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        layer, _ = _linear(student, weight, bias)
        expected, _ = _linear(reference, weight, bias)
        for rows in (5, 1):
            x = rng.normal(size=(rows, n_in))
            assert_close(
                layer.forward(x),
                expected.forward(x),
                f"Linear.forward of {rows} rows, {n_in} → {n_out}",
                "The weight has shape (out, in): y = x Wᵀ + b, and forward changes neither.",
            )
            assert_close(layer.inputs, x, "Linear.inputs", "Keep x for the backward pass.")


def linear_backward_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the parameters' gradients.

    - ∂L/∂W = gᵀ x, ∂L/∂b = Σ g over the batch → values, one row, another ratio of widths
    - in place → arrays that somebody else holds, with old values in them, twice
    """
    for rows, n_in, n_out in ((5, 4, 3), (1, 2, 6), (7, 3, 3)):
        weight, bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        x = rng.normal(size=(rows, n_in))
        layer, gradients = _linear(student, weight, bias, x)
        expected, _ = _linear(reference, weight, bias, x)
        for call in ("first", "second"):
            grad_output = rng.normal(size=(rows, n_out))
            layer.backward_parameters(grad_output)
            expected.backward_parameters(grad_output)
            for name in ("weight", "bias"):
                assert_close(
                    _read(student, gradients[name]),
                    expected.gradients[name],
                    f'Linear.gradients["{name}"] after the {call} backward_parameters',
                    "Sum over the batch (the loss has done any averaging). " + IN_PLACE,
                )


def linear_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare gradients.

    - return ∂L/∂x = g W → square and other layers, one row
    - write the parameters' gradients → read where they are held
    - what `forward` kept stays as it is → `inputs` and both parameters, read back
    """
    for rows, n_in, n_out in ((5, 4, 4), (1, 2, 3), (6, 5, 2)):
        weight, bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        x, grad_output = rng.normal(size=(rows, n_in)), rng.normal(size=(rows, n_out))
        layer, gradients = _linear(student, weight, bias, x)
        expected, _ = _linear(reference, weight, bias, x)
        assert_close(
            layer.backward(grad_output),
            expected.backward(grad_output),
            f"the result of Linear.backward, {n_in} → {n_out}",
            "∂L/∂x = g W: compare the shapes when the layer is not square.",
        )
        for name in ("weight", "bias"):
            assert_close(
                _read(student, gradients[name]),
                expected.gradients[name],
                f'Linear.gradients["{name}"] after backward',
                "backward also writes the parameters' gradients.",
            )
        assert_close(layer.inputs, x, "Linear.inputs after backward", KEPT)
        for name, value in (("weight", weight), ("bias", bias)):
            what = f'Linear.parameters["{name}"] after backward'
            assert_close(layer.parameters[name], value, what, KEPT)


def sigmoid_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare gradients.

    - times σ (1 − σ) of the outputs that `forward` kept → outputs near 0, ½ and 1, and both ends
    - which stay as they are → read back
    """
    theirs, ours = _modules(student, reference, "layers.layers")
    for rows in (5, 1):
        x, grad_output = rng.normal(scale=3, size=(2, rows, 4))
        x[0, :2] = -800, 800
        layer, expected = theirs.Sigmoid(), ours.Sigmoid()
        expected.forward(x)
        layer.outputs = expected.outputs.copy()
        assert_close(
            layer.backward(grad_output),
            expected.backward(grad_output),
            "Sigmoid.backward",
            "σ′ = σ (1 − σ), of the forward pass's output, times the gradient that comes in.",
        )
        assert_close(layer.outputs, expected.outputs, "Sigmoid.outputs after backward", KEPT)


def _batch_norm(root: Any, state: dict[str, Any]) -> Any:
    """A layer whose whole state is given."""
    layer = getattr(root, "layers.layers").BatchNorm(len(state["running_mean"]))
    for name, value in state.items():
        if name == "parameters":
            layer.parameters = {key: array.copy() for key, array in value.items()}
        else:
            setattr(layer, name, value.copy() if isinstance(value, np.ndarray) else value)
    return layer


def _batch_norm_state(rng: np.random.Generator, features: int) -> dict[str, Any]:
    return {
        "parameters": {"weight": rng.normal(size=features), "bias": rng.normal(size=features)},
        "running_mean": rng.normal(size=features),
        "running_var": rng.uniform(0.5, 2, size=features),
        "momentum": float(rng.uniform(0.2, 0.4)),
        "eps": float(rng.uniform(0.05, 0.2)),
    }


def batch_norm_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Follow one layer through both modes and compare everything that it computes.

    - γ x̂ + β → the results
    - training normalizes by the batch's mean and biased variance → two batches of 6 and 2 rows
    - the running statistics, with `momentum` on the newest, the unbiased variance → read after each
    - evaluation normalizes by the running statistics and leaves them → 5 rows, and one
    - `forward` keeps `normalized` and `inverse_std`, ε under the root → read after each, ε near 0.1
    - ValueError: a training batch of one row → raised; evaluation takes it
    """
    state = _batch_norm_state(rng, 3)
    layer, expected = _batch_norm(student, state), _batch_norm(reference, state)
    hints = {
        "the result": "γ x̂ + β. Training normalizes by the batch's mean and biased variance, with ε "
        "under the root, evaluation by the running statistics.",
        "running_mean": "In training new = old + momentum · (batch − old); evaluation leaves it.",
        "running_var": "In training new = old + momentum · (batch − old) with the batch's unbiased "
        "variance (n − 1); evaluation leaves it.",
        "normalized": "Keep x̂ for the backward pass: before γ and β.",
        "inverse_std": "Keep 1 / √(variance + ε) for the backward pass.",
    }
    for training, rows in ((True, 6), (True, 2), (False, 5), (False, 1), (True, 4)):
        layer.training = expected.training = training
        x = rng.normal(loc=2, scale=3, size=(rows, 3))
        result, expected_result = layer.forward(x), expected.forward(x)
        where = f"{'training' if training else 'evaluation'}, {rows} rows"
        for name, hint in hints.items():
            is_result = name == "the result"
            assert_close(
                result if is_result else getattr(layer, name),
                expected_result if is_result else getattr(expected, name),
                f"BatchNorm.forward in {where}: {name}",
                hint,
            )
    assert_raises(
        layer.forward,
        ValueError,
        rng.normal(size=(1, 3)),
        what="BatchNorm.forward of one training row",
        hint="Its variance is zero whatever it holds: refuse it.",
    )


def batch_norm_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare gradients.

    - ∂L/∂γ = Σ g x̂ and ∂L/∂β = Σ g, in place → arrays that somebody else holds, with old values
    - return ∂L/∂x through mean and variance in training → 6 and 2 rows, γ ≠ 1, ε near 0.1
    - in evaluation they are constants → 5 rows, and one
    - what `forward` kept stays as it is → it, the statistics and both parameters, read back
    """
    for training, rows in ((True, 6), (True, 2), (False, 5), (False, 1)):
        state = _batch_norm_state(rng, 3)
        layer, expected = _batch_norm(student, state), _batch_norm(reference, state)
        layer.training = expected.training = training
        x, grad_output = rng.normal(loc=1, scale=2, size=(2, rows, 3))
        gradients = {name: _held(student, rng.normal(size=3)) for name in ("weight", "bias")}
        layer.gradients = dict(gradients)
        layer.forward(x)  # as before every backward pass
        expected.forward(x)
        kept = ("normalized", "inverse_std", "running_mean", "running_var")
        for name in kept:
            setattr(layer, name, getattr(expected, name).copy())
        mode = f"{'training' if training else 'evaluation'}, {rows} rows"
        assert_close(
            layer.backward(grad_output),
            expected.backward(grad_output),
            f"the result of BatchNorm.backward in {mode}",
            "In training the batch's mean and variance depend on x too; in evaluation they do not.",
        )
        for name in ("weight", "bias"):
            assert_close(
                _read(student, gradients[name]),
                expected.gradients[name],
                f'BatchNorm.gradients["{name}"] in {mode}',
                "∂L/∂γ = Σ g x̂ and ∂L/∂β = Σ g over the batch. " + IN_PLACE,
            )
            what = f'BatchNorm.parameters["{name}"] after backward in {mode}'
            assert_close(layer.parameters[name], state["parameters"][name], what, KEPT)
        for name in kept:
            what = f"BatchNorm.{name} after backward in {mode}"
            assert_close(getattr(layer, name), getattr(expected, name), what, KEPT)


def dropout_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at what is dropped, and compare the rest.

    - in training, zero each input with probability p → its share, p near 0.25, 0.8 and 0
    - each entry by itself → the shares of rows and of columns spread as those of single draws do
    - scale the others by 1 / (1 − p) → values
    - `forward` keeps `mask`, 0 or 1 / (1 − p), 1 in evaluation → read after each
    - a fresh mask → two passes differ
    - from `rng` alone, so that a seed repeats the masks → two layers of one seed, one of another
    - x itself in evaluation → values
    - in the dtype of x, the mask too → float32, in both modes
    """
    dropout = getattr(student, "layers.layers").Dropout
    x = rng.uniform(1, 2, size=(200, 100))
    seed, other_seed, third_seed = _seeds(rng, 3)
    for probability in (float(rng.uniform(0.15, 0.35)), float(rng.uniform(0.75, 0.85))):
        layer, name = dropout(probability, third_seed), f"Dropout({probability:.3f})"
        first = _dropped(layer.forward(x), layer.mask, x, probability, name)
        again = _dropped(layer.forward(x), layer.mask, x, probability, name)
        assert not np.array_equal(first, again), "Dropout must draw a new mask in every pass."
        layer.training = False
        assert_close(
            layer.forward(x), x, f"{name} in evaluation", "In evaluation, dropout is the identity."
        )
        assert_close(
            layer.mask,
            np.ones_like(x),
            f"{name}.mask in evaluation",
            "In evaluation the factor of each input is 1.",
        )
    masks = [dropout(0.5, number).forward(x) == 0 for number in (seed, seed, other_seed)]
    assert np.array_equal(masks[0], masks[1]), (
        "Dropout: two layers of one seed draw different masks. Draw from `self.rng` alone."
    )
    assert not np.array_equal(masks[0], masks[2]), (
        "Dropout: layers of two seeds draw the same mask. Draw from `self.rng`."
    )
    layer = dropout(0.0, seed)
    few = x[:2]  # a factor drawn in float32 is exactly 0 once in 2²⁴ entries
    assert_close(layer.forward(few), few, "Dropout(0)", "Nothing is dropped and nothing scaled.")
    layer = dropout(0.5, seed)
    single = x.astype(np.float32)
    for what, value in (("Dropout(0.5)", layer.forward(single)), ("Dropout.mask", layer.mask)):
        dtype = _as_array(value, what).dtype
        assert dtype == np.float32, f"{what} of float32 inputs has dtype {dtype}."
    layer.training = False
    for what, value, expected in (
        ("Dropout(0.5)", layer.forward(single), single),
        ("Dropout.mask", layer.mask, np.ones_like(single)),
    ):
        hint = "In evaluation, too, output and mask are in the dtype of x."
        assert_close(value, expected, f"{what} of float32 inputs in evaluation", hint)


def _dropped(output: Any, mask: Any, x: np.ndarray, probability: float, name: str) -> Any:
    """Check one pass in training; return where inputs were dropped."""
    assert _as_array(output, name).shape == x.shape, f"{name}: the output has the input's shape."
    dropped = output == 0
    # 20,000 independent draws: five standard deviations are at most 0.018.
    assert abs(dropped.mean() - probability) < 0.02, (
        f"{name} zeroed {dropped.mean():.3f} of its inputs. `probability` is that of being dropped."
    )
    for axis, kind in ((0, "columns"), (1, "rows")):
        alone = np.sqrt(probability * (1 - probability) / x.shape[axis])
        assert 0.5 * alone < dropped.mean(axis=axis).std() < 1.6 * alone, (
            f"{name} must draw for every entry by itself, not for whole {kind}."
        )
    factors = np.where(dropped, 0.0, 1 / (1 - probability))
    hint = "Scale by 1 / (1 − p), so that the expected output is the input."
    assert_close(output, x * factors, f"{name}, the inputs that were kept", hint)
    assert_close(
        mask, factors, f"{name}.mask", "Keep each input's factor: backward multiplies by it."
    )
    return dropped


def sequential_backward_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the gradients of a network whose layers have been given what `forward` keeps.

    - fill `gradients` → three layers with tanh between, one layer alone; twice
    - save the product that ∂L/∂input would cost → the first layer's `backward` is another layer's
    """
    # Square layers: a chain in the wrong order then shows in values, not only in shapes.
    for widths in ((4, 4, 4, 4), (3, 2)):
        shapes = list(zip(widths[1:], widths, strict=False))
        arrays = [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in shapes]
        network, expected = (_network(root, arrays) for root in (student, reference))
        expected.forward(rng.normal(size=(6, widths[0])))
        for theirs, ours in zip(network.layers, expected.layers, strict=True):
            for name in ("inputs", "outputs"):
                if hasattr(ours, name):
                    setattr(theirs, name, getattr(ours, name).copy())
        decoy, _ = _linear(student, *arrays[0], expected.layers[0].inputs)
        network.layers[0].backward = decoy.backward
        for call in ("first", "second"):
            grad_output = rng.normal(size=(6, widths[-1]))
            network.backward_parameters(grad_output)
            expected.backward_parameters(grad_output)
            assert_close(
                network.gradients,
                expected.gradients,
                f"Sequential.gradients after the {call} backward_parameters of {len(shapes)} layers",
                "Last layer first; what one layer's backward returns is the next one's grad_output. "
                "The first layer is asked for its backward_parameters alone.",
            )


def _network(root: Any, arrays: Sequence[tuple[np.ndarray, np.ndarray]]) -> Any:
    """Linear, Tanh, …, Linear of these weights and biases."""
    module = getattr(root, "layers.layers")
    layers = []
    for weight, bias in arrays:
        layers += [module.Linear(weight.copy(), bias.copy()), module.Tanh()]
    return module.Sequential(layers[:-1])


def log_rmse(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare losses and gradients.

    - √(mean (ln p − ln t)²) and (ln p − ln t) / (n p L) → columns, vectors, one price, large prices
    - of n entries in any shape → a table
    - at L = 0 the gradient is 0 → equal prices
    - ValueError: the shapes differ → (n, 1) and (n,); as many in another shape
    - ValueError: a price is not above zero → zero, below, and NaN, in either argument
    """
    theirs, ours = _modules(student, reference, "layers.losses")

    def compare(prediction: np.ndarray, target: np.ndarray, kind: str) -> None:
        result = theirs.log_rmse(prediction, target)
        loss, gradient = _pair(result, "log_rmse", "loss, gradient")
        expected_loss, expected_gradient = ours.log_rmse(prediction, target)
        hint = "Root of the mean squared error of logarithms."
        assert_number(loss, expected_loss, f"the loss of log_rmse, {kind}", hint)
        # The gradient falls with the price: as large as the prices are, it is compared.
        scale = float(prediction.max())
        assert_close(
            _as_array(gradient, "the gradient of log_rmse") * scale,
            expected_gradient * scale,
            f"the gradient of log_rmse times {scale:.3g}, {kind}",
            "Three links of the chain: root, mean of squares, logarithm (1/p). No error, no slope.",
        )

    kinds = {(8, 1): "a column", (5,): "a vector", (1, 1): "one price", (4, 3): "a table"}
    for shape, kind in kinds.items():
        compare(*rng.uniform(0.5, 5, size=(2, *shape)), kind)
    compare(*rng.uniform(1e5, 5e5, size=(2, 6, 1)), "prices of houses")
    equal = rng.uniform(0.5, 5, size=(4, 1))
    compare(equal, equal.copy(), "prediction and target equal")
    prices = rng.uniform(0.5, 5, size=(6, 1))
    for shape in ((6,), (3, 2), (1, 1)):
        other = rng.uniform(0.5, 5, size=shape)
        assert_raises(
            theirs.log_rmse,
            ValueError,
            prices,
            other,
            what=f"log_rmse of shapes (6, 1) and {shape}",
            hint="Broadcasting would average pairs of different houses.",
        )
    for value in (0.0, -1.5, np.nan):
        wrong = prices.copy()
        wrong[int(rng.integers(6)), 0] = value
        for pair in ((wrong, prices), (prices, wrong)):
            assert_raises(
                theirs.log_rmse,
                ValueError,
                *pair,
                what=f"log_rmse with a price of {value:g}",
                hint="It has no logarithm: say so, for the prediction and for the target.",
            )


def softmax_cross_entropy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare losses and gradients.

    - −mean ln softmax(z)[label] and (softmax(z) − one-hot) / batch → 8 rows, one row, two classes
    - no exponential overflows, ln Σ eᶻ is finite → logits near ±1000, and all near 1000 or −1000
    """
    theirs, ours = _modules(student, reference, "layers.losses")
    for rows, classes, scale, shift in (
        (8, 5, 1.0, 0.0),
        (1, 2, 1.0, 0.0),
        (8, 5, 1000.0, 0.0),
        (4, 3, 1.0, 1000.0),
        (4, 3, 1.0, -1000.0),
    ):
        labels = rng.integers(classes, size=rows)
        logits = scale * rng.normal(size=(rows, classes)) + shift
        result = theirs.softmax_cross_entropy(logits, labels)
        loss, gradient = _pair(result, "softmax_cross_entropy", "loss, gradient")
        expected_loss, expected_gradient = ours.softmax_cross_entropy(logits, labels)
        what = f"softmax_cross_entropy of {rows} rows of logits near {shift:.0f} ± {scale:.0f}"
        assert_number(
            loss,
            expected_loss,
            f"the loss of {what}",
            "The mean over the batch; take each row's largest logit away before any exponential.",
        )
        assert_close(
            gradient,
            expected_gradient,
            f"the gradient of {what}",
            "(softmax − one-hot) / batch: the loss is a mean, so its gradient is one too.",
        )


def kaiming_normal(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Look at the distribution.

    - normal, mean 0, variance 2 / fan_in → its moments, fan_in above and below fan_out
    - shape (fan_out, fan_in) → the shape
    - each entry by itself → the spread of the rows' and the columns' means
    - a seed gives the same weight each time → one seed twice, another one
    - a generator moves on → two weights of one generator
    - `dtype` → float32, float64 by default
    """
    theirs, numpy = getattr(student, "layers.initialization"), _numpy(student)
    small, more = (int(n) for n in rng.integers(150, 300, size=2))
    large = small + more  # far enough from one another to tell them apart
    seed, other_seed, third_seed, last_seed = _seeds(rng, 4)
    _normal(theirs.kaiming_normal(small, large, third_seed), small, large)
    generator = hold(numpy.random.default_rng, last_seed)
    of_generator = theirs.kaiming_normal(large, small, generator)
    _normal(of_generator, large, small)
    assert not np.array_equal(of_generator, theirs.kaiming_normal(large, small, generator)), (
        "kaiming_normal: a generator gives the same weight twice. Draw from `rng` itself."
    )
    once, again, other = (
        theirs.kaiming_normal(small, large, number) for number in (seed, seed, other_seed)
    )
    _normal(once, small, large)
    assert np.array_equal(once, again), (
        "kaiming_normal: one seed gives two weights. Draw from `np.random.default_rng(rng)` alone."
    )
    assert not np.array_equal(once, other), "kaiming_normal: two seeds give the same weight."
    single = theirs.kaiming_normal(small, large, other_seed, dtype=numpy.float32)
    _normal(single, small, large, "float32")


def _normal(weight: Any, fan_in: int, fan_out: int, dtype: str = "float64") -> None:
    """Check one weight of `kaiming_normal`."""
    name = f"kaiming_normal({fan_in}, {fan_out}, …)"
    assert _as_array(weight, name).shape == (fan_out, fan_in), (
        f"{name}: expected shape (fan_out, fan_in) = {(fan_out, fan_in)}, got {weight.shape}"
    )
    assert weight.dtype == dtype, f"{name}: expected dtype {dtype}, got {weight.dtype}"
    std = float(np.sqrt(2 / fan_in))
    # The std of 45,000 draws or more is known to 0.33 %: this is six times as much.
    assert abs(weight.std() - std) <= 0.02 * std, (
        f"the standard deviation of {name}: expected {std:.4f}, got {weight.std():.4f}. "
        "The variance is 2 / fan_in; a generator's `scale` is the standard deviation."
    )
    assert abs(weight.mean()) < 0.03 * std, f"{name}: the mean must be 0."
    kurtosis = float(np.mean(weight**4) / np.mean(weight**2) ** 2)
    assert abs(kurtosis - 3) < 0.2, (
        f"{name}: fourth moment / variance² is {kurtosis:.2f}, that of a normal "
        "distribution is 3 (of a uniform one 1.8)."
    )
    for axis in (0, 1):
        spread = weight.mean(axis=axis).std() * np.sqrt(weight.shape[axis]) / std
        assert 0.6 < spread < 1.5, f"{name}: draw each entry by itself."


def _path(root: Any, optimizer: Any, held: Any, gradients: np.ndarray, rates: np.ndarray) -> Any:
    """Make one step for each gradient, each with its learning rate; return the held parameters' path.

    Every gradient lies in the same array, as a network's do.
    """
    path = []
    memory = _held(root, gradients[0])
    for gradient, rate in zip(gradients, rates, strict=True):
        optimizer.learning_rate = float(rate)
        _numpy(root).copyto(memory, gradient)
        optimizer.step(memory)
        assert_close(_read(root, memory), gradient, "the gradient after step", "It stays as it is.")
        path.append(_as_array(_read(root, held), "parameters").copy())
    return np.stack(path)


def _compare_paths(
    student: Any,
    reference: Any,
    rng: np.random.Generator,
    name: str,
    settings: dict[str, Any],
    hint: str,
) -> None:
    """Compare the parameters of two optimizers after each of 10 steps, with gradients of all sizes."""
    start, gradients = rng.normal(size=6), rng.normal(size=(10, 6))
    gradients *= [1, 1e-3, 30, 1, 1, 0]  # the last parameter never has a gradient
    gradients[rng.integers(2, 8), 3] = 0
    rates = rng.uniform(0.05, 0.15, size=10)
    paths = []
    for root in (student, reference):
        held = _held(root, start)
        optimizer = getattr(getattr(root, "optimization.optimizers"), name)(held, 0.1, **settings)
        for attribute, value in settings.items():
            setattr(optimizer, attribute, value)
        if name != "Nesterov":
            optimizer.scratch = np.full(6, np.nan)  # nothing is to be read before it is written
        paths.append(_path(root, optimizer, held, gradients, rates))
    for step, (actual, expected) in enumerate(zip(*paths, strict=True), 1):
        listed = ", ".join(f"{key} {value}" for key, value in settings.items())
        what = f"the parameters after step {step} of {name} ({listed})"
        assert_close(actual, expected, what, f"{hint} They change in place.")


def nesterov_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the parameters after each step.

    - v ← μ v + g, θ ← θ − η (g + μ v) → values; μ of 0.5 to 0.9, 0; η outside of v: η changes
    - in place; the gradient stays as it is → parameters that somebody else holds; one array for
      the gradients of all steps, read back
    """
    hint = "The step is g + μ v with the new v: momentum once more on top of plain momentum's."
    for momentum in (float(rng.uniform(0.5, 0.9)), 0.0):
        _compare_paths(student, reference, rng, "Nesterov", {"momentum": momentum}, hint)


def adam_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the parameters after each step.

    - the formulas of m, v, m̂, v̂ and θ, t from 1 → values after each step; several β and η
    - ε beside the root → ε of 0.1 and 1e-8; a parameter without a gradient stays
    - in place; the gradient stays as it is → parameters that somebody else holds; one array for
      the gradients of all steps, read back
    """
    hint = (
        "Both moments are corrected for their start at zero, t counts from 1, and ε is added to the "
        "root."
    )
    for betas, eps in (((0.8, 0.95), 0.1), ((0.9, 0.7), 1e-8), ((0.0, 0.0), 1e-3)):
        _compare_paths(student, reference, rng, "Adam", {"betas": betas, "eps": eps}, hint)


def adamw_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the parameters after each step.

    - θ ← (1 − η λ) θ, then Adam's step → values; λ of 0.2 to 0.5, 0; η changes
    - a gradient that knows nothing of the decay → values; the parameter without a gradient shrinks
    - in place; the gradient stays as it is → parameters that somebody else holds; one array for
      the gradients of all steps, read back
    """
    hint = "Decoupled: the parameters shrink by 1 − η λ, and the gradient knows nothing of it."
    for weight_decay in (float(rng.uniform(0.2, 0.5)), 0.0):
        settings = {"betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": weight_decay}
        _compare_paths(student, reference, rng, "AdamW", settings, hint)


def numerical_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare differences.

    - (f(x + h e) − f(x − h e)) / 2h for each entry → curved functions, h near 0.3: no other rule
      gives the same
    - any shape of x → vector, matrix, three axes
    - h = 1e-5 by default → a function that is curved so much that another h shows
    - `x` is left as it was → the judge looks at every argument
    """
    theirs, ours = _modules(student, reference, "layers.gradient_check")

    def compare(name: str, x: np.ndarray, *step: float) -> None:
        functions = (getattr(_numpy(root).linalg, name) for root in (student, reference))
        their_function, our_function = functions
        assert_close(
            theirs.numerical_gradient(their_function, x, *step),
            ours.numerical_gradient(our_function, x, *step),
            f"numerical_gradient(numpy.linalg.{name}, x of shape {x.shape}, "
            f"step {step[0] if step else 'by default'})",
            "Central differences, (f(x + h e) − f(x − h e)) / 2h; move one entry at a time.",
        )

    for shape in ((4,), (2, 3), (2, 1, 3)):
        compare("norm", rng.normal(size=shape), float(rng.uniform(0.2, 0.4)))
    compare("cond", rng.normal(size=(2, 2)) + 3 * np.eye(2), float(rng.uniform(0.02, 0.05)))
    compare("norm", 1e-3 * rng.uniform(0.5, 1, size=3))


def variance_ratio(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare ratios.

    - evaluation over training, for each output → inputs that go together, with a mean; one of each
    - over the rows, divided by n → 3 rows and more; a single one, which varies by its masks alone
    - over the masks of Dropout(p), each entry by itself → p near 0.1, 0.5 and 0.9, and 0
    - computed, not sampled → the precision of the others
    - an output that varies in neither has the ratio 1 → a row of weights and inputs of zeros
    """
    theirs, ours = _modules(student, reference, "layers.variance_shift")

    def compare(x: np.ndarray, weight: np.ndarray, probability: float, kind: str) -> None:
        assert_close(
            theirs.variance_ratio(x, weight, probability),
            ours.variance_ratio(x, weight, probability),
            f"variance_ratio of {len(x)} rows with p = {probability:.2g}, {kind}",
            "In training the masks add p / (1 − p) Σ w² x², on average over the rows, to the rows' own "
            "variance; 0 / 0 is 1.",
        )

    for probability in (float(rng.uniform(0.05, 0.15)), 0.5, float(rng.uniform(0.85, 0.95)), 0.0):
        for rows, n_in, n_out in ((3, 4, 2), (30, 3, 5), (6, 1, 1)):
            x = rng.normal(rng.normal(size=n_in), 1, size=(rows, n_in))
            x[:, -1] += x[:, 0]  # they go together
            compare(x, rng.normal(size=(n_out, n_in)), probability, f"{n_in} inputs")
    compare(rng.normal(size=(1, 3)), rng.normal(size=(2, 3)), 0.4, "which is all there is")
    x, weight = rng.normal(size=(5, 3)), rng.normal(size=(3, 3))
    weight[1] = 0
    compare(x, weight, 0.3, "an output without weights")
    x[:, 2] = 0
    weight[0] = 0, 0, 1
    for probability in (0.3, 0.0):
        compare(x, weight, probability, "an output of an input that is always 0")
    # Eighths: in whatever order they are added, both variances are exactly 0.
    compare(np.ones((4, 3)), np.round(8 * weight) / 8, 0.0, "rows that are all alike")


# 3 · The same network in PyTorch


def _in_float32(value: Any) -> Any:
    """Round what is in float64, so that it is compared with the digits that float32 has.

    1 − β₂ᵗ, of a β₂ near 1 that is float32's, has five digits: Adam's first steps are off by as much.
    """
    if isinstance(value, float):
        return np.float32(value)
    is_double = isinstance(value, np.ndarray | np.float64) and value.dtype == np.float64
    return value.astype(np.float32) if is_double else value


def _check_training(module: str, student: Any, reference: Any, rng: np.random.Generator) -> None:
    ours = getattr(reference, "networks.numpy_network")
    for widths, rows, steps in (
        ((3, 8, 1), 20, 12),
        ((2, 5, 4, 2), 7, 6),
        ((3, 1), 5, 3),
        ((2, 3, 1), 4, 1),
    ):
        weights = ours.initial_weights(widths, rng)
        for name, array in weights.items():
            if name.endswith("bias"):  # far from zero, where the digits of float32 would decide
                array += rng.choice((-1, 1), size=array.shape) * rng.uniform(0.5, 1, array.shape)
        features, targets = rng.normal(size=(rows, widths[0])), rng.normal(size=(rows, widths[-1]))
        # Small steps: their size has five digits where 1 − β₂ᵗ is float32's, the losses more.
        learning_rate = float(rng.uniform(0.0015, 0.003))
        result = getattr(student, f"networks.{module}").train(
            {name: array.copy() for name, array in weights.items()},
            features.copy(),
            targets.copy(),
            learning_rate,
            steps,
        )
        name = f"{module}.train of a network {widths}"
        trained, losses = _pair(result, name, "weights, losses")
        expected, expected_losses = ours.train(weights, features, targets, learning_rate, steps)
        assert hasattr(losses, "__len__"), f"{name}: the losses are a list."
        assert len(losses) == steps, f"{name}: {steps} steps, but {len(losses)} losses."
        for step, (loss, expected_loss) in enumerate(zip(losses, expected_losses, strict=True)):
            assert_number(
                _in_float32(loss),
                expected_loss,
                f"{name}, the loss before step {step}",
                "Mean squared error of (rows, out) against (rows, out); start each step with fresh "
                "gradients.",
            )
        assert isinstance(trained, dict), f"{name}: the weights are a dictionary."
        assert set(trained) == set(expected), f"{name}: weights are named {sorted(expected)}."
        for key, array in expected.items():
            assert_close(
                _in_float32(trained[key]),
                array.astype(np.float32),
                f'{name}, weights["{key}"] after {steps} steps',
                "zero_grad, forward, loss, backward, step.",
            )


def tensor_network_train(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare a training, of four shapes, with the NumPy network's of the reference.

    - steps of Adam on all rows, the mean squared error → several steps, two outputs, learning rates
    - return the new weights → every array, after a single step too
    - and the loss before each step → every loss
    - the arrays handed over stay as they are → the judge looks at every argument
    """
    _check_training("tensor_network", student, reference, rng)


def nn_network_train(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare a training, as `tensor_network_train` does."""
    _check_training("nn_network", student, reference, rng)


# 4 · The data


def _skewed_table(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Columns: symmetric, skewed, with negative values, constant, to the left, with zeros, constant.

    Rounding leaves the last two constants, 0.1 and 0.3, a variance, and a skewness of 1 or −1.
    """
    amounts = rng.lognormal(sigma=1.0, size=(rows, 3))
    amounts[:, 1] -= 1.5 * amounts[:, 1].min()
    amounts[rng.random(rows) < 0.2, 2] = 0
    left = 10 - rng.lognormal(sigma=0.6, size=rows).clip(max=9)
    table = np.column_stack(
        [rng.uniform(1, 2, rows), *amounts[:, :2].T, np.full(rows, 5.0), left, amounts[:, 2]]
    )
    return np.column_stack([table, np.tile([0.0, 0.1, 0.3], (rows, 1))])


def _skewness(column: np.ndarray) -> float:
    centered = column - column.mean()
    return float((centered**3).mean() / (centered**2).mean() ** 1.5)


def log_skewed_fit(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare the chosen columns.

    - the third central moment over the cubed standard deviation, both divided by n, is greater →
      thresholds 1 % above and below a column's own; tables of 15 and 80 rows; the default
    - that of a constant column is 0 → fives, zeros, and numbers whose mean is rounded
    - with a negative training value never → a skewed one; a column with zeros is chosen
    - these rows → fitted again to another table; values of any size
    - return the transformer itself → `fit(…).skewed_`; y is of no use
    """
    theirs, ours = _modules(student, reference, "data.preprocessing")
    hint = (
        "Skewed to the right, by more than the threshold, and without a negative value; a constant column "
        "never, though rounding can leave it a tiny standard deviation."
    )

    def compare(rows: int, *threshold: float, table: np.ndarray | None = None) -> None:
        table = _skewed_table(rng, rows) if table is None else table
        chosen, expected = theirs.LogSkewed(*threshold), ours.LogSkewed(*threshold)
        for again in ("", " after another fit"):
            fitted = chosen.fit(table, rng.normal(size=rows)) if again else chosen.fit(table)
            assert fitted is not None, "LogSkewed.fit returns the transformer itself."
            expected.fit(table)
            value = threshold[0] if threshold else "by default 0.75"
            what = f"LogSkewed.skewed_ of {rows} rows, threshold {value}{again}"
            assert_close(fitted.skewed_, expected.skewed_, what, hint)
            assert_close(chosen.skewed_, expected.skewed_, what, hint)
            table = _skewed_table(rng, rows)

    for _ in range(3):
        compare(80)
    for unit in (2.0**66, 2.0**-66):  # exactly the same, in other units
        compare(80, table=unit * _skewed_table(rng, 80))
    for rows in (15, 80):
        for column in (1, 5):
            skewness = 0.0
            while skewness < 0.1:  # a threshold is at least 0
                table = _skewed_table(rng, rows)
                skewness = _skewness(table[:, column])
            for factor in (0.99, 1.01):
                compare(rows, factor * skewness, table=table)


def log_skewed_transform(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Compare transformed rows.

    - the choice made by `fit`, whatever these rows look like → validation rows with every statistic
      another; one row; another choice
    - `log1p` on the chosen columns, the others unchanged → values, zeros
    - a negative value met later counts as 0 → one below zero in a chosen column
    - return a copy in float64 → whole numbers, float32; the judge looks at every argument; no memory
      shared with the rows, also where no column is chosen
    """
    theirs, ours = _modules(student, reference, "data.preprocessing")
    for rows, threshold in ((7, 0.75), (1, 0.75), (5, 0.0), (5, 1e9)):
        table, validation = _skewed_table(rng, 80), _skewed_table(rng, 30)[:rows]
        # On these rows every statistic is another: one column upside down, one below zero.
        validation[:, 1] = validation[:, 1].max() - validation[:, 1] - 1
        validation[0, 5] = 0
        transformer, expected = theirs.LogSkewed(threshold), ours.LogSkewed(threshold)
        expected.fit(table)
        transformer.fit(table)
        transformer.skewed_ = expected.skewed_.copy()
        assert_close(
            transformer.transform(validation),
            expected.transform(validation),
            f"LogSkewed.transform of {rows} validation rows",
            "Apply fit's choice, whatever these rows look like; a negative value counts as 0.",
        )
    for chosen in (np.zeros_like(expected.skewed_), np.ones_like(expected.skewed_)):
        transformer.skewed_ = chosen
        given = _held(student, validation)
        shared = _numpy(student).shares_memory(hold(transformer.transform, given), given)
        assert shared is False, (
            "LogSkewed.transform returns the rows that it was given: return a copy, also where no "
            "column is chosen."
        )
    whole = np.round(10 * validation).astype(np.int64)
    transformer.skewed_ = np.arange(whole.shape[1]) % 2 == 0
    expected.skewed_ = np.arange(whole.shape[1]) % 2 == 0
    for given, kind in ((whole, "whole numbers"), (validation.astype(np.float32), "float32")):
        assert_close(
            transformer.transform(given),
            expected.transform(given),
            f"LogSkewed.transform of {kind}",
            "A logarithm is no whole number: work on a copy in float64.",
        )
