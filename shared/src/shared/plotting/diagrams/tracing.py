"""Record a forward pass as a graph, never written by hand.

Every operation of torch is seen as it is called (`TorchFunctionMode`), and every module as it is
entered and left (hooks). A tensor's identity tells which node made it. What happens inside a leaf
is one step: torch's own layers, the modules in `leaves`, functions wrapped in `one_step`, and custom
autograd functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass, replace
from fnmatch import fnmatchcase
from functools import wraps
from importlib import import_module
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from shared.plotting.diagrams.describing import (
    CUT,
    PASS,
    Call,
    Label,
    Mark,
    ModuleLabel,
    OperationLabel,
    describe_module,
    describe_operation,
    operation_name,
)
from shared.plotting.diagrams.graph import Graph, Node, count_parameters

Leaves = Mapping[type[nn.Module] | str, ModuleLabel]
"""Modules that are one step each, by type or by a pattern of their path ("stages.*")."""
Operations = Mapping[str, OperationLabel]
"""Other labels for operations of torch, or for custom autograd functions, by name."""

_recorder: ContextVar[_Recorder | None] = ContextVar("recorder", default=None)


def trace(
    run: Callable[..., Any],
    inputs: Mapping[str, Tensor],
    *,
    root: nn.Module | None = None,
    leaves: Leaves | None = None,
    operations: Operations | None = None,
    functions: Mapping[str, Label] | None = None,
    dims: Mapping[int, str] | None = None,
    weights: Mapping[str, Tensor] | None = None,
) -> Graph:
    """Run `run(*inputs)` without gradients and record it; what does not depend on them is left out.

    Modules run in the mode that they are in, so call `eval()` first.

    Args:
        run: a module, or any function of the inputs.
        inputs: by the names that they have in the picture. Tensors on the meta device cost nothing.
        root: the module whose parts are recognized; `run` itself where it is a module.
        leaves: see `Leaves`.
        operations: see `Operations`.
        functions: plain functions that are one step each, by the name that they are called by, such
            as "package.decoders.gru_step".
        dims: names for sizes, such as {7: "source"}; "" leaves a size out. Give the batch and each
            length a size that nothing else has.
        weights: tensors that are parameters, where there is no module.

    Raises:
        TypeError: the pass does something that has no picture.
    """
    root = run if root is None and isinstance(run, nn.Module) else root
    recorder = _Recorder(operations or {}, dims or {}, root, weights or {})
    for name, tensor in inputs.items():
        recorder.add(Node(name, "input", name, shape=recorder.shape([tensor])), [tensor])
    token = _recorder.set(recorder)
    try:
        with (
            torch.no_grad(),
            _hooks(recorder, root, leaves or {}),
            _custom_functions(recorder),
            _as_steps(functions or {}),
            recorder,
        ):
            run(*inputs.values())
    finally:
        _recorder.reset(token)
    nodes = tuple(recorder.nodes.values())
    return Graph(nodes, count_parameters(nodes))


def trace_images(
    make: Callable[[], nn.Module],
    image: tuple[int, ...],
    *,
    leaves: Leaves | None = None,
    operations: Operations | None = None,
) -> Graph:
    """Record the pass of images through a network in evaluation; it is built without storage.

    Args:
        make: builds the network.
        image: the input's shape without the batch, such as (3, 224, 224).
        leaves: as in `trace`.
        operations: as in `trace`.
    """
    batch = 7919  # a size that nothing else has
    with torch.device("meta"):
        model = make().eval()
        images = {"input": torch.empty(batch, *image)}
        return trace(model, images, leaves=leaves, operations=operations, dims={batch: ""})


def one_step(kind: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a function be one node of a trace; outside of one it runs as ever.

    Args:
        kind: of the node.
        text: of the node.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            recorder = _recorder.get()
            if recorder is None:
                return function(*args, **kwargs)
            with recorder.inside():
                result = function(*args, **kwargs)
            recorder.step(function.__name__, Label(kind, text), (args, kwargs), result)
            return result

        return wrapped

    return decorate


class _Recorder(TorchFunctionMode):
    """What has been computed so far, and which tensor is whose result."""

    def __init__(
        self,
        operations: Operations,
        dims: Mapping[int, str],
        root: nn.Module | None,
        weights: Mapping[str, Tensor],
    ) -> None:
        super().__init__()
        self.operations, self.dims = operations, dims
        self.nodes: dict[str, Node] = {}
        self.made: dict[int, str] = {}  # a tensor's id → the node that made it
        # A tensor's id → the parameters that it consists of: a piece of one, or several in one.
        self.weights: dict[int, tuple[tuple[str, int], ...]] = {}
        self.kept: list[Any] = []  # an id is unique while its tensor lives
        self.modules: list[str] = [""]
        self.depth = 0
        named = dict(root.named_parameters()) if root is not None else {}
        for name, tensor in (named | dict(weights)).items():
            self.weights[id(tensor)] = ((name, tensor.numel()),)
            self.kept.append(tensor)

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        if not self.depth:
            self.operation(operation_name(func), args, kwargs, result)
        return result

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Record nothing in here."""
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    def shape(self, results: Sequence[Tensor]) -> tuple[int | str, ...]:
        """Read the shape of the first result, with names."""
        sizes = (self.dims.get(size, size) for size in results[0].shape) if results else ()
        return tuple(size for size in sizes if size != "")

    def add(self, node: Node, results: Sequence[Tensor]) -> None:
        """Add a node and remember its results."""
        self.nodes[node.name] = node
        self.credit(node.name, results)

    def credit(self, name: str, results: Sequence[Tensor]) -> None:
        """Remember that these tensors come from a node."""
        for tensor in results:
            self.made[id(tensor)] = name
            self.kept.append(tensor)

    def operation(self, name: str, args: Any, kwargs: Mapping[str, Any], result: Any) -> None:
        """Record a call of torch."""
        if name == "setitem":  # tensor[place] = value: what was in the value is in the tensor now
            args, result = args[::-1], args[0]
        given, results = tensors((args, kwargs)), tensors(result)
        weights = self.weights_of(given)
        traced = [tensor for tensor in given if id(tensor) in self.made]
        if not results:
            return
        if not traced:
            for tensor in results:
                if weights:
                    self.weights[id(tensor)] = weights
                else:
                    self.weights.pop(id(tensor), None)
                self.made.pop(id(tensor), None)
                self.kept.append(tensor)
            return
        shapes = tuple(tuple(t.shape) for t in given if id(t) in self.weights)
        sources = dict.fromkeys(self.made[id(tensor)] for tensor in traced)
        call = Call(name, args, kwargs, result, len(traced), shapes)
        label = _resolve(self.operations.get(name, describe_operation), call)
        last = self.nodes[next(iter(sources))]
        is_bias = name == "add" and shapes == (tuple(results[0].shape[-1:]),)
        if is_bias and len(sources) == 1 and last.kind == "linear":
            # W x + b is one linear map; what is added by position or by sample is a step of its own.
            self.nodes[last.name] = replace(last, weights=(*last.weights, *weights))
            self.credit(last.name, results)
            return
        self.step(name, label, (args, kwargs), result)

    def step(
        self,
        name: str,
        label: Label | Mark,
        given: Any,
        result: Any,
        path: str | None = None,
        module: nn.Module | None = None,
    ) -> None:
        """Record one step.

        Args:
            name: of the operation.
            label: what it is, or that it is no step.
            given: holds its arguments.
            result: holds what came out.
            path: its path, of a module.
            module: the module that it is.
        """
        found, results = tensors(given), tensors(result)
        sources = dict.fromkeys(self.made[id(t)] for t in found if id(t) in self.made)
        if not sources:
            return
        if label == CUT:
            for tensor in results:
                self.made.pop(id(tensor), None)
                self.kept.append(tensor)
            return
        if label == PASS:
            self.credit(next(iter(sources)), results)
            return
        assert isinstance(label, Label)
        within = self.modules[-1] if path is None else path
        full = path if path is not None else ".".join(filter(None, (within, name)))
        weights = self.weights_of(found if module is None else list(module.parameters()))
        self.add(
            Node(
                self.unused(full or name), label.kind, label.text, within, tuple(sources),
                self.shape(results), weights,
            ),
            results,
        )  # fmt: skip

    def weights_of(self, given: Sequence[Tensor]) -> tuple[tuple[str, int], ...]:
        """Find the parameters among tensors, each once."""
        return tuple(dict.fromkeys(w for t in given for w in self.weights.get(id(t), ())))

    def unused(self, name: str) -> str:
        """Add a number to a name that is taken."""
        number, unused = 1, name
        while unused in self.nodes:
            number += 1
            unused = f"{name}:{number}"
        return unused


def _resolve(label: Any, what: Any) -> Any:
    return label(what) if callable(label) else label


def _leaf_label(path: str, module: nn.Module, leaves: Leaves) -> Label | Mark | None:
    """Describe a module that is one step; None for one that is looked into."""
    for key, label in leaves.items():
        fits = fnmatchcase(path, key) if isinstance(key, str) else isinstance(module, key)
        if fits:
            described: Label | Mark | None = _resolve(label, module)
            return described
    return describe_module(module)


@contextmanager
def _hooks(recorder: _Recorder, root: nn.Module | None, leaves: Leaves) -> Iterator[None]:
    """Tell the recorder which module the pass is in, and record leaves."""
    handles = []
    for path, module in root.named_modules() if root is not None else ():
        label = _leaf_label(path, module, leaves)
        hooks = _Hooks(recorder, path, label)
        handles.append(module.register_forward_pre_hook(hooks.enter))
        handles.append(
            module.register_forward_hook(hooks.leave, with_kwargs=True, always_call=True)
        )
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def _as_steps(functions: Mapping[str, Label]) -> Iterator[None]:
    """Let functions be one step each."""
    with ExitStack() as stack:
        for path, label in functions.items():
            owner, _, name = path.rpartition(".")
            module = import_module(owner)
            function = getattr(module, name)
            stack.callback(setattr, module, name, function)
            setattr(module, name, one_step(*label)(function))
        yield


@dataclass(frozen=True)
class _Hooks:
    """What to do before and after a module's forward."""

    recorder: _Recorder
    path: str
    label: Label | Mark | None

    def enter(self, module: nn.Module, args: Any) -> None:
        """Go in."""
        if self.label is None:
            self.recorder.modules.append(self.path)
        else:
            self.recorder.depth += 1

    def leave(self, module: nn.Module, args: Any, kwargs: Any, result: Any) -> Any:
        """Come out; a leaf outside of others becomes a node."""
        recorder = self.recorder
        if self.label is None:
            recorder.modules.pop()
            return None
        recorder.depth -= 1
        if recorder.depth:
            return None
        with recorder.inside():
            if isinstance(result, Tensor) and any(result is t for t in tensors((args, kwargs))):
                # Dropout in evaluation gives back what it got: another name for it tells them apart.
                result = result.view_as(result)
        recorder.step("", self.label, (args, kwargs), result, self.path, module)
        return result


@contextmanager
def _custom_functions(recorder: _Recorder) -> Iterator[None]:
    """Let each call of a custom autograd function be one step."""
    function = torch.autograd.Function
    original = function.__dict__["apply"]

    def apply(cls: type[torch.autograd.Function], *args: Any, **kwargs: Any) -> Any:
        with recorder.inside():
            result = original.__get__(None, cls)(*args, **kwargs)
        if not recorder.depth:
            name = cls.__name__.strip("_")
            call = Call(name, args, kwargs, result, 0, ())
            label = recorder.operations.get(name, Label("function", name))
            recorder.step(name, _resolve(label, call), (args, kwargs), result)
        return result

    function.apply = classmethod(apply)  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        function.apply = original  # type: ignore[method-assign]


def tensors(values: Any) -> list[Tensor]:
    """List all tensors in (nested) sequences, mappings, dataclasses and modules, in order."""
    if isinstance(values, Tensor):
        return [values]
    if isinstance(values, nn.Module):
        return list(values.parameters())
    if isinstance(values, Mapping):
        values = list(values.values())
    elif is_dataclass(values) and not isinstance(values, type):
        values = [getattr(values, field.name) for field in fields(values)]
    if isinstance(values, list | tuple):
        return [tensor for value in values for tensor in tensors(value)]
    return []
