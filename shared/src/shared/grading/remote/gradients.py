"""A function's results and their gradients, as both sides compute them: the judge's and the student's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


def floating_tensors(value: Any) -> Iterator[Any]:
    """Yield the floating-point tensors in a value, also in lists, tuples and dictionaries, in order."""
    import torch  # imported here: an assignment without tensors need not wait for it

    if isinstance(value, torch.Tensor):
        if value.is_floating_point():
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from floating_tensors(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from floating_tensors(item)


def differentiate(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    cotangents: Sequence[Any] | None,
    modules: Sequence[Any] = (),
) -> tuple[Any, list[bool], list[Any]]:
    """Call `function`, and pull one cotangent per floating-point result back to what it came from.

    The floating-point tensors among the arguments must be leaves with `requires_grad`.

    Args:
        function: what to call.
        args: positional arguments.
        kwargs: keyword arguments.
        cotangents: one for each floating-point tensor of the result, of its shape; None for the
            results alone.
        modules: their parameters count as arguments, in the order of `named_parameters`.

    Returns:
        The result; for each of its floating-point tensors whether it has a gradient at all; and the
        gradient for each floating-point tensor of the arguments and each parameter, zeros where the
        result does not depend on it. No gradients where the cotangents do not fit.
    """
    import torch

    inputs = [tensor for tensor in floating_tensors([*args, dict(kwargs)]) if tensor.requires_grad]
    for module in modules:
        inputs += [parameter for parameter in module.parameters() if parameter.requires_grad]
    result = function(*args, **kwargs)
    outputs = list(floating_tensors(result))
    attached = [output.requires_grad for output in outputs]
    fits = cotangents is not None and [tuple(c.shape) for c in cotangents] == [
        tuple(output.shape) for output in outputs
    ]
    if not fits or not any(attached):
        return result, attached, [torch.zeros_like(tensor) for tensor in inputs] if fits else []
    pairs = [
        (output, cotangent.to(output.dtype))
        for output, cotangent in zip(outputs, cotangents or (), strict=True)
        if output.requires_grad
    ]
    gradients = torch.autograd.grad(
        [output for output, _ in pairs],
        inputs,
        [cotangent for _, cotangent in pairs],
        allow_unused=True,
    )
    return (
        result,
        attached,
        [
            torch.zeros_like(tensor) if gradient is None else gradient
            for tensor, gradient in zip(inputs, gradients, strict=True)
        ],
    )
