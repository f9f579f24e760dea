"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.layers")` is a module of the
hand-in, which may live in another process: a check hands over only numbers, strings, arrays,
dictionaries of arrays, and what the student's side itself gave out (an object, a bound method). It
reads back numbers and arrays and compares them here.

A check looks at one exercise. Where the exercise calls another one's function, a result is right as
well when it is what the student's own version of that function makes of it: a mistake costs its
points once.
"""

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from shared.grading.judging.checking import assert_close, assert_number


def _modules(student: Any, reference: Any, name: str) -> tuple[Any, Any]:
    """A module of the hand-in, and the reference's."""
    return getattr(student, name), getattr(reference, name)


def assert_close_to_either(
    actual: Any, expected: np.ndarray, own: Callable[[], Any], what: str, hint: str
) -> None:
    """Compare with the reference or, failing that, with `own()`, built of the student's parts."""
    try:
        assert_close(actual, expected, what, hint)
    except AssertionError as difference:
        try:
            alternative = own()
        except Exception:
            raise difference from None
        if not _moves(alternative):
            raise
        with contextlib.suppress(AssertionError):
            assert_close(actual, alternative, what, hint)
            return
        raise


def _moves(values: Any) -> bool:
    """Tell whether an alternative has content: zeros throughout would excuse an empty answer."""
    return type(values) is np.ndarray and values.size > 0 and bool(np.ptp(values) > 0)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _pair(result: Any, what: str) -> tuple[Any, Any]:
    assert type(result) in (tuple, list), f"{what}: return the pair (loss, gradient)"
    assert len(result) == 2, f"{what}: return the pair (loss, gradient), not {len(result)} values"
    return result[0], result[1]


# 1 · From loops to arrays, from a line to its minimum


def pairwise_distances(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.numpy_basics")
    a, b = rng.normal(size=(7, 3)), rng.normal(size=(4, 3))
    assert_close(
        theirs.pairwise_distances(a, b),
        ours.pairwise_distances(a, b),
        "pairwise_distances(a, b)",
        "Entry (i, j) is the root of the summed squares of a[i] − b[j].",
    )


def polynomial_features(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    x = rng.uniform(-2, 2, size=6)
    for degree in (0, 1, 5):
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


def _loss(root: Any, data: tuple[np.ndarray, np.ndarray, float]) -> Any:
    """The loss of a least-squares problem, as a function of the weights."""
    return getattr(root, "regression.linear_regression").LeastSquares(*data).loss


def least_squares_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    data, weights = _least_squares(rng), rng.normal(size=4)
    assert_close(
        theirs.LeastSquares(*data).gradient(weights),
        ours.LeastSquares(*data).gradient(weights),
        "LeastSquares.gradient(w)",
        "Differentiate the loss as it stands: a mean over the rows, and λ/2 ‖w‖² beside it.",
    )


def closed_form(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    data = _least_squares(rng)
    assert_close(
        theirs.closed_form(theirs.LeastSquares(*data)),
        ours.closed_form(ours.LeastSquares(*data)),
        "closed_form(problem)",
        "The data term is a mean over n rows: as rows of data, the weight decay is √(n λ) I.",
    )


def gradient_descent(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    data, start = _least_squares(rng), rng.normal(size=4)
    learning_rate, steps = float(rng.uniform(0.05, 0.2)), 8

    def own() -> np.ndarray:
        problem = theirs.LeastSquares(*data)
        path = [start]
        for _ in range(steps):
            path.append(path[-1] - learning_rate * problem.gradient(path[-1]))
        return np.stack(path)

    problem = theirs.LeastSquares(*data)
    expected_problem = ours.LeastSquares(*data)
    assert_close_to_either(
        theirs.gradient_descent(problem, start, learning_rate, steps),
        ours.gradient_descent(expected_problem, start, learning_rate, steps),
        own,
        "the path of gradient_descent",
        "It has steps + 1 points, `start` first, and each step goes against the gradient.",
    )


def stochastic_gradient_descent(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    features, targets, weight_decay = _least_squares(rng)
    start, seed = rng.normal(size=4), _seed(rng)
    settings = {"learning_rate": 0.1, "epochs": 3, "batch_size": 5, "seed": seed, "decay": 0.2}

    def own() -> np.ndarray:
        order_rng = np.random.default_rng(seed)
        path = [start]
        for _ in range(3):
            order = order_rng.permutation(len(targets))
            for first in range(0, len(targets), 5):
                batch = order[first : first + 5]
                problem = theirs.LeastSquares(features[batch], targets[batch], weight_decay)
                decayed = 0.1 / (1 + 0.2 * (len(path) - 1))
                path.append(path[-1] - decayed * problem.gradient(path[-1]))
        return np.stack(path)

    problem = theirs.LeastSquares(features, targets, weight_decay)
    expected_problem = ours.LeastSquares(features, targets, weight_decay)
    assert_close_to_either(
        theirs.stochastic_gradient_descent(problem, start, **settings),
        ours.stochastic_gradient_descent(expected_problem, start, **settings),
        own,
        "the path of stochastic_gradient_descent",
        "One generator for all epochs, a new permutation in each; 23 rows in batches of 5 make 5 "
        "steps an epoch, the last on 3 rows; the step's number counts on over the epochs.",
    )


def newton(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.linear_regression")
    data, start = _least_squares(rng), rng.normal(scale=10, size=4)

    def own() -> np.ndarray:
        problem = theirs.LeastSquares(*data)
        path = [start]
        for _ in range(2):
            path.append(path[-1] - np.linalg.solve(problem.hessian(), problem.gradient(path[-1])))
        return np.stack(path)

    problem = theirs.LeastSquares(*data)
    expected_problem = ours.LeastSquares(*data)
    assert_close_to_either(
        theirs.newton(problem, start, 2),
        ours.newton(expected_problem, start, 2),
        own,
        "the path of newton",
        "Each step solves Hessian · step = gradient, and goes against it; the first one arrives.",
    )


def cosine_schedule(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "optimization.schedules")
    settings = {"peak": float(rng.uniform(0.1, 1)), "floor": 0.01, "total_steps": 40}
    for step in (0, 7, 20, 33, 40, 55):
        assert_number(
            theirs.cosine(step, **settings),
            ours.cosine(step, **settings),
            f"cosine at step {step} of 40",
            "Half a period from the peak to the floor, which it keeps after the last step.",
        )


def loss_along_line(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "regression.convexity")
    data, (start, end) = _least_squares(rng), rng.normal(size=(2, 4))
    fractions = np.array([0.0, 0.2, 0.5, 1.0, 1.5])
    assert_close(
        theirs.loss_along_line(_loss(student, data), start, end, fractions),
        ours.loss_along_line(_loss(reference, data), start, end, fractions),
        "loss_along_line",
        "Fraction 0 is `start`, fraction 1 is `end`.",
    )


# 2 · A network from scratch


def _linear(root: Any, weight: np.ndarray, bias: np.ndarray) -> Any:
    return getattr(root, "layers.layers").Linear(weight.copy(), bias.copy())


def _after_forward(layer: Any, x: np.ndarray, **kept: np.ndarray) -> Any:
    """Run `forward`, then set what its docstring says it keeps, in case it is not solved yet."""
    with contextlib.suppress(Exception):
        layer.forward(x.copy())
    for name, value in kept.items():
        setattr(layer, name, value.copy())
    return layer


def linear_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    weight, bias, x = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(5, 4))
    assert_close(
        _linear(student, weight, bias).forward(x),
        _linear(reference, weight, bias).forward(x),
        "Linear.forward",
        "The weight has shape (out, in): y = x Wᵀ + b.",
    )


def linear_backward_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    weight, bias, x = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(5, 4))
    layer = _after_forward(_linear(student, weight, bias), x, inputs=x)
    expected = _after_forward(_linear(reference, weight, bias), x)
    for call in ("first", "second"):
        grad_output = rng.normal(size=(5, 3))
        layer.backward_parameters(grad_output.copy())
        expected.backward_parameters(grad_output)
        actual = layer.gradients
        for name in ("weight", "bias"):
            assert_close(
                actual[name],
                expected.gradients[name],
                f'Linear.gradients["{name}"] after the {call} backward_parameters',
                "Sum over the batch (the loss has done any averaging), and write, do not add.",
            )


def linear_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    weight, bias, x = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=(5, 4))
    grad_output = rng.normal(size=(5, 4))
    layer = _after_forward(_linear(student, weight, bias), x, inputs=x)
    expected = _after_forward(_linear(reference, weight, bias), x)
    assert_close(
        layer.backward(grad_output.copy()),
        expected.backward(grad_output),
        "the result of Linear.backward",
        "∂L/∂x = g W: compare the shapes when the layer is not square.",
    )
    actual = layer.gradients

    def own(name: str) -> Any:
        other = _after_forward(_linear(student, weight, bias), x, inputs=x)
        other.backward_parameters(grad_output.copy())
        return other.gradients[name]

    for name in ("weight", "bias"):
        assert_close_to_either(
            actual[name],
            expected.gradients[name],
            lambda name=name: own(name),
            f'Linear.gradients["{name}"] after backward',
            "backward also writes the parameters' gradients.",
        )


def sigmoid_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "layers.layers")
    x, grad_output = rng.normal(scale=2, size=(2, 5, 3))
    expected = _after_forward(ours.Sigmoid(), x)
    layer = _after_forward(theirs.Sigmoid(), x, outputs=expected.outputs)
    assert_close(
        layer.backward(grad_output.copy()),
        expected.backward(grad_output),
        "Sigmoid.backward",
        "σ′ = σ (1 − σ), of the forward pass's output, times the gradient that comes in.",
    )


def _batch_norm(root: Any, parameters: dict[str, np.ndarray]) -> Any:
    layer = getattr(root, "layers.layers").BatchNorm(len(parameters["weight"]))
    layer.parameters = {name: array.copy() for name, array in parameters.items()}
    return layer


def batch_norm_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    parameters = {"weight": rng.normal(size=3), "bias": rng.normal(size=3)}
    layer, expected = _batch_norm(student, parameters), _batch_norm(reference, parameters)
    for batch in range(2):
        x = rng.normal(loc=2, scale=3, size=(6, 3))
        assert_close(
            layer.forward(x.copy()),
            expected.forward(x),
            f"BatchNorm.forward, training batch {batch}",
            "Normalize each column by the batch's mean and biased variance, with ε under the root.",
        )
    for name in ("running_mean", "running_var"):
        assert_close(
            getattr(layer, name),
            getattr(expected, name),
            f"BatchNorm.{name} after two batches",
            "new = old + momentum · (batch − old), with the unbiased variance (n − 1).",
        )
        setattr(layer, name, getattr(expected, name).copy())
    layer.training = expected.training = False
    x = rng.normal(size=(6, 3))
    assert_close(
        layer.forward(x.copy()),
        expected.forward(x),
        "BatchNorm.forward in evaluation",
        "Evaluation uses the running statistics, not the batch's.",
    )
    assert_close(
        layer.running_mean,
        expected.running_mean,
        "BatchNorm.running_mean after evaluation",
        "Evaluation leaves the running statistics alone.",
    )


def batch_norm_backward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    parameters = {"weight": rng.normal(size=3), "bias": rng.normal(size=3)}
    for training in (True, False):
        x, grad_output = rng.normal(loc=1, scale=2, size=(2, 6, 3))
        layer, expected = _batch_norm(student, parameters), _batch_norm(reference, parameters)
        layer.training = expected.training = training
        expected.forward(x)
        _after_forward(layer, x, normalized=expected.normalized, inverse_std=expected.inverse_std)
        mode = "training" if training else "evaluation"
        assert_close(
            layer.backward(grad_output.copy()),
            expected.backward(grad_output),
            f"the result of BatchNorm.backward in {mode}",
            "In training the batch's mean and variance depend on x too; in evaluation they do not.",
        )
        actual = layer.gradients
        for name in ("weight", "bias"):
            assert_close(
                actual[name],
                expected.gradients[name],
                f'BatchNorm.gradients["{name}"] in {mode}',
                "∂L/∂γ = Σ g x̂ and ∂L/∂β = Σ g over the batch.",
            )


def dropout_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    probability = float(rng.uniform(0.1, 0.4))
    layer = getattr(student, "layers.layers").Dropout(probability, _seed(rng))
    x = rng.uniform(1, 2, size=(200, 100))
    output = layer.forward(x.copy())
    assert type(output) is np.ndarray, "Dropout.forward returns a NumPy array."
    assert output.shape == x.shape, "Dropout.forward: the output has the input's shape."
    dropped = output == 0
    # 20,000 independent draws: five standard deviations are at most 0.018.
    assert abs(dropped.mean() - probability) < 0.02, (
        f"Dropout({probability:.3f}) zeroed {dropped.mean():.3f} of its inputs. "
        "`probability` is that of being dropped."
    )
    assert dropped.any(axis=0).all(), "Dropout must draw for every entry, not for whole columns."
    assert dropped.any(axis=1).all(), "Dropout must draw for every entry, not for whole rows."
    assert_close(
        output,
        np.where(dropped, 0.0, x / (1 - probability)),
        "Dropout.forward, the inputs that were kept",
        "Scale by 1 / (1 − p), so that the expected output is the input.",
    )
    assert_close(
        layer.mask,
        np.where(dropped, 0.0, 1 / (1 - probability)),
        "Dropout.mask",
        "Keep each input's factor: backward multiplies by it.",
    )
    again = layer.forward(x.copy())
    assert not np.array_equal(again == 0, dropped), "Dropout must draw a new mask in every pass."
    layer.training = False
    assert_close(
        layer.forward(x.copy()),
        x,
        "Dropout.forward in evaluation",
        "In evaluation, dropout is the identity.",
    )


def sequential_backward_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    # Square layers: a chain in the wrong order then shows in values, not only in shapes.
    arrays = [(rng.normal(size=(4, 4)), rng.normal(size=4)) for _ in range(3)]
    x, grad_output = rng.normal(size=(2, 6, 4))

    def layers(root: Any) -> list[Any]:
        first, second, third = (_linear(root, *pair) for pair in arrays)
        tanh = getattr(root, "layers.layers").Tanh
        return [first, tanh(), second, tanh(), third]

    def own() -> np.ndarray:
        chain = layers(student)
        output = x
        for layer in chain:
            output = layer.forward(output)
        gradient = grad_output
        for layer in reversed(chain[1:]):
            gradient = layer.backward(gradient)
        chain[0].backward_parameters(gradient)
        parts = [chain[i].gradients[name].ravel() for i in (0, 2, 4) for name in ("weight", "bias")]
        return np.concatenate(parts)

    network, expected = (
        getattr(root, "layers.layers").Sequential(layers(root)) for root in (student, reference)
    )
    network.forward(x.copy())
    network.backward_parameters(grad_output.copy())
    expected.forward(x)
    expected.backward_parameters(grad_output)
    assert_close_to_either(
        network.gradients,
        expected.gradients,
        own,
        "Sequential.gradients after backward_parameters",
        "Last layer first; what one layer's backward returns is the next one's grad_output.",
    )


def log_rmse(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "layers.losses")
    prediction, target = rng.uniform(0.5, 5, size=(2, 8, 1))
    loss, gradient = _pair(theirs.log_rmse(prediction, target), "log_rmse")
    expected_loss, expected_gradient = ours.log_rmse(prediction, target)
    assert_number(
        loss, expected_loss, "the loss of log_rmse", "Root of the mean squared error of logarithms."
    )
    assert_close(
        gradient,
        expected_gradient,
        "the gradient of log_rmse",
        "Three links of the chain: root, mean of squares, logarithm (1/p).",
    )


def softmax_cross_entropy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "layers.losses")
    labels = rng.integers(5, size=8)
    for scale in (1.0, 1000.0):
        logits = scale * rng.normal(size=(8, 5))
        result = theirs.softmax_cross_entropy(logits, labels)
        loss, gradient = _pair(result, "softmax_cross_entropy")
        expected_loss, expected_gradient = ours.softmax_cross_entropy(logits, labels)
        what = f"softmax_cross_entropy of logits near ±{scale:.0f}"
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
    fan_in, more = (int(n) for n in rng.integers(150, 300, size=2))
    fan_out = fan_in + more  # far enough from fan_in to tell them apart
    weight = getattr(student, "layers.initialization").kaiming_normal(fan_in, fan_out, _seed(rng))
    assert type(weight) is np.ndarray, "kaiming_normal returns a NumPy array"
    assert weight.shape == (fan_out, fan_in), (
        f"kaiming_normal: expected shape (fan_out, fan_in) = {(fan_out, fan_in)}, "
        f"got {weight.shape}"
    )
    std = float(np.sqrt(2 / fan_in))
    # The std of 45,000 draws or more is known to 0.33 %: this is six times as much.
    assert abs(weight.std() - std) <= 0.02 * std, (
        f"the standard deviation of kaiming_normal: expected {std:.4f}, got {weight.std():.4f}. "
        "The variance is 2 / fan_in; a generator's `scale` is the standard deviation."
    )
    assert abs(weight.mean()) < 0.05 * std, "kaiming_normal: the mean must be 0."
    kurtosis = float(np.mean(weight**4) / np.mean(weight**2) ** 2)
    assert abs(kurtosis - 3) < 0.2, (
        f"kaiming_normal: fourth moment / variance² is {kurtosis:.2f}, that of a normal "
        "distribution is 3 (of a uniform one 1.8)."
    )


def _steps(optimizer: Any, gradients: np.ndarray) -> Any:
    """Make one step for each gradient; return the parameters after the last."""
    for gradient in gradients:
        optimizer.step(gradient.copy())
    return optimizer.parameters


def nesterov_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "optimization.optimizers")
    start, gradients = rng.normal(size=6), rng.normal(size=(10, 6))
    settings = (0.1, float(rng.uniform(0.5, 0.9)))
    assert_close(
        _steps(theirs.Nesterov(start.copy(), *settings), gradients),
        _steps(ours.Nesterov(start.copy(), *settings), gradients),
        "the parameters after 10 steps of Nesterov",
        "The step is g + μ v with the new v: momentum once more on top of plain momentum's.",
    )


def adam_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "optimization.optimizers")
    start, gradients = rng.normal(size=6), rng.normal(size=(10, 6))
    for eps in (0.1, 1e-8):
        settings = (0.1, (0.8, 0.95), eps)
        assert_close(
            _steps(theirs.Adam(start.copy(), *settings), gradients),
            _steps(ours.Adam(start.copy(), *settings), gradients),
            f"the parameters after 10 steps of Adam with ε = {eps:g}",
            "Both moments are corrected for their start at zero, t counts from 1, and ε is added "
            "to the root.",
        )


def adamw_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "optimization.optimizers")
    start, gradients = rng.normal(size=6), rng.normal(size=(10, 6))
    learning_rate, betas, eps, weight_decay = 0.1, (0.8, 0.95), 1e-8, float(rng.uniform(0.2, 0.5))

    def own() -> np.ndarray:
        adam = theirs.Adam(start.copy(), learning_rate, betas, eps)
        for gradient in gradients:
            adam.parameters = adam.parameters * (1 - learning_rate * weight_decay)
            adam.step(gradient.copy())
        parameters: np.ndarray = adam.parameters
        return parameters

    settings = (learning_rate, betas, eps, weight_decay)
    assert_close_to_either(
        _steps(theirs.AdamW(start.copy(), *settings), gradients),
        _steps(ours.AdamW(start.copy(), *settings), gradients),
        own,
        "the parameters after 10 steps of AdamW",
        "Decoupled: the parameters shrink by 1 − η λ, and the gradient knows nothing of it.",
    )


def numerical_gradient(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "layers.gradient_check")
    for _ in range(4):
        data, weights = _least_squares(rng), rng.normal(size=4)
        problem = getattr(reference, "regression.linear_regression").LeastSquares(*data)
        assert_close(
            theirs.numerical_gradient(_loss(student, data), weights.copy()),
            problem.gradient(weights),
            "numerical_gradient of a quadratic",
            "Central differences are exact here up to rounding; move one entry at a time.",
        )


# 3 · The same network in PyTorch


def _check_training(module: str, student: Any, reference: Any, rng: np.random.Generator) -> None:
    ours = getattr(reference, "networks.numpy_network")
    weights = ours.initial_weights((3, 8, 1), _seed(rng))
    features, targets = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    copies = {name: array.copy() for name, array in weights.items()}
    result = getattr(student, f"networks.{module}").train(copies, features, targets, 0.01, 12)
    assert type(result) in (tuple, list), f"{module}.train: return (weights, losses)"
    assert len(result) == 2, f"{module}.train: return (weights, losses)"
    trained, losses = result
    expected, expected_losses = ours.train(weights, features, targets, 0.01, 12)
    assert len(losses) == 12, f"{module}.train: 12 steps, but {len(losses)} losses."
    for step, (loss, expected_loss) in enumerate(zip(losses, expected_losses, strict=True)):
        assert_number(
            loss,
            expected_loss,
            f"{module}.train, the loss before step {step}",
            "Mean squared error of (rows, 1) against (rows, 1); start each step with fresh "
            "gradients.",
        )
    assert set(trained) == set(expected), f"{module}.train: weights are named {sorted(expected)}."
    for name, array in expected.items():
        assert_close(
            trained[name],
            array,
            f'{module}.train, weights["{name}"] after 12 steps',
            "zero_grad, forward, loss, backward, step.",
        )


def tensor_network_train(student: Any, reference: Any, rng: np.random.Generator) -> None:
    _check_training("tensor_network", student, reference, rng)


def nn_network_train(student: Any, reference: Any, rng: np.random.Generator) -> None:
    _check_training("nn_network", student, reference, rng)


# 4 · The data


def _skewed_table(rng: np.random.Generator, rows: int = 80) -> np.ndarray:
    """Columns: symmetric, skewed, skewed with negative values, constant, skewed to the left."""
    amounts = rng.lognormal(sigma=1.0, size=(rows, 2))
    shifted = amounts[:, 1] - 1.5 * amounts[:, 1].min()
    left = 10 - rng.lognormal(sigma=0.6, size=rows).clip(max=9)
    return np.column_stack(
        [rng.uniform(1, 2, size=rows), amounts[:, 0], shifted, np.full(rows, 5.0), left]
    )


def log_skewed_fit(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "data.preprocessing")
    for _ in range(
        6
    ):  # now and then a table has no column that tells a mistake from the right choice
        table = _skewed_table(rng)
        chosen, expected = theirs.LogSkewed(), ours.LogSkewed()
        chosen.fit(table)
        expected.fit(table)
        assert_close(
            chosen.skewed_,
            expected.skewed_,
            "LogSkewed.skewed_",
            "Skewed to the right, by more than the threshold, and without a negative value.",
        )


def log_skewed_transform(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = _modules(student, reference, "data.preprocessing")
    table, validation = _skewed_table(rng), _skewed_table(rng)[:7]
    # On these rows every statistic is another: one column upside down, one below zero.
    validation[:, 1] = validation[:, 1].max() - validation[:, 1] - 1
    transformer, expected = theirs.LogSkewed(), ours.LogSkewed()
    expected.fit(table)
    with contextlib.suppress(Exception):
        transformer.fit(table)
    transformer.skewed_ = expected.skewed_.copy()
    assert_close(
        transformer.transform(validation),
        expected.transform(validation),
        "LogSkewed.transform of validation rows",
        "Apply fit's choice, whatever these rows look like; a negative value counts as 0.",
    )
