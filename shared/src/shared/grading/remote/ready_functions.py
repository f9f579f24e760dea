"""Notice which ready functions an exercise calls.

Each function of a list is replaced, wherever a loaded module names it, by one that also looks who
calls. The operators behind torch's functions have other doors, `torch.ops.aten.convolution` and
`torch._VF.conv2d`: a torch function mode sees what comes through them. A call counts for an
exercise when the nearest frame of the hand-in's own package is in that exercise's file; helpers that
the student added to other files are passed over, and what runs while a file is imported counts for
none. This finds a ready function that somebody used without a second thought. It is not proof
against malice: a hand-in that wants to hide a call in its own process can.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from types import BuiltinFunctionType, FrameType, MethodDescriptorType
from typing import Any

IMPORTS = importlib._bootstrap._call_with_frames_removed.__code__  # type: ignore[attr-defined]

# Operators that have another name than the function that people call; `_` and `native_` in front
# of a name (`_softmax`, `native_batch_norm`) are passed over.
OPERATOR = "torch.ops."
OPERATORS = {
    "convolution": {"conv1d", "conv2d", "conv3d"}
    | {"conv_transpose1d", "conv_transpose2d", "conv_transpose3d"},
    "mkldnn_convolution": {"conv1d", "conv2d", "conv3d"},
    "thnn_conv2d": {"conv2d"},
    "slow_conv2d_forward": {"conv2d"},
    "slow_conv_transpose2d": {"conv_transpose2d"},
    "max_pool2d_with_indices": {"max_pool2d"},
    "cross_entropy_loss": {"cross_entropy"},
    "batch_norm_legit": {"batch_norm", "native_batch_norm"},
    "batch_norm_legit_no_training": {"batch_norm", "native_batch_norm"},
    "batch_norm_legit_functional": {"batch_norm", "native_batch_norm"},
    "batch_norm_impl_index": {"batch_norm", "native_batch_norm"},
    "batch_norm_with_update": {"batch_norm", "native_batch_norm"},
    "batch_norm_with_update_functional": {"batch_norm", "native_batch_norm"},
    "fused_rms_norm": {"rms_norm"},
    "linalg_vander": {"vander"},
    "im2col": {"unfold"},
    "col2im": {"fold"},
    "euclidean_dist": {"cdist"},
    "cdist_forward": {"cdist"},
    "thnn_fused_lstm_cell": {"lstm_cell"},
    "thnn_fused_gru_cell": {"gru_cell"},
    "scaled_dot_product_flash_attention_for_cpu": {"scaled_dot_product_attention"},
    "scaled_dot_product_attention_math": {"scaled_dot_product_attention"},
}


def resolve(name: str) -> tuple[Any, str, Any]:
    """Return what holds the object of a dotted name, its last name there, and the object.

    Raises:
        ImportError, AttributeError: there is none.
    """
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            holder: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:-1]:
            holder = getattr(holder, part)
        return holder, parts[-1], getattr(holder, parts[-1])
    raise ImportError(f"there is no {name}")


class ReadyFunctions:
    """The functions to notice, and those that the present exercise has called.

    Args:
        package_folder: where the hand-in's package lies; frames of its files are looked at.
        given: by the path of each file that a student writes in, what the course defines at its top.
    """

    def __init__(self, package_folder: str, given: Mapping[str, Collection[str]]) -> None:
        self.package_folder = package_folder
        self.given = given
        self.installed: set[str] = set()
        self.wanted: frozenset[str] = frozenset()
        self.file = ""
        self.called: set[str] = set()
        self.doors = contextlib.ExitStack()

    def install(self, names: Iterable[str]) -> None:
        """Replace the functions of these names; what is not there is passed over."""
        replaced: dict[int, tuple[Any, Any]] = {}  # by id: the function, and what stands for it
        for name in names:
            if name not in self.installed and not name.startswith(OPERATOR):
                self.installed.add(name)
                with contextlib.suppress(ImportError, AttributeError, TypeError):
                    holder, last, ready = resolve(name)
                    noticing = self._replace(name, holder, last, ready)
                    if noticing is not None and not isinstance(holder, type):
                        replaced[id(ready)] = ready, noticing
        if not replaced:
            return
        for module in list(sys.modules.values()):
            for key, value in list(getattr(module, "__dict__", {}).items()):
                ready, noticing = replaced.get(id(value), (None, None))
                if ready is value and noticing is not None:
                    setattr(module, key, noticing)

    def begin(self, names: Iterable[str], file: str) -> None:
        """Begin an exercise in `file`, which may not call the functions of these names."""
        self.wanted, self.file = frozenset(names), file
        self.called.clear()
        self.install(names)
        self.doors.close()
        if "torch" in sys.modules:
            functions = {name.split(".")[-1]: name for name in names if _has_operator(name)}
            if functions:
                self.doors.enter_context(self._watch_operators(functions))

    def _watch_operators(self, functions: dict[str, str]) -> Any:
        """Return a mode that notices operators of these functions, each with its dotted name."""
        from torch.overrides import TorchFunctionMode

        ready = self

        class Doors(TorchFunctionMode):
            def __torch_function__(
                self, function: Any, types: Any, args: Any = (), kwargs: Any = None
            ) -> Any:
                for name in _names_of(function):
                    if name in functions:
                        ready._look(functions[name], sys._getframe(1))
                return function(*args, **(kwargs or {}))

        return Doors()

    def _replace(self, name: str, holder: Any, last: str, ready: Any) -> Any:
        """Put what notices a call in the function's place and return it; None for a class."""
        if isinstance(ready, type):  # a class stays what it is; making an object counts
            ready.__init__ = self._noticing(name, ready.__init__)  # type: ignore[misc]
            return None
        noticing = self._noticing(name, ready)
        setattr(holder, last, noticing)
        return noticing

    def _noticing(self, name: str, ready: Callable[..., Any]) -> Callable[..., Any]:
        def noticing(*args: Any, **kwargs: Any) -> Any:
            if name in self.wanted and name not in self.called:
                self._look(name, sys._getframe(1))
            return ready(*args, **kwargs)

        for attribute in functools.WRAPPER_ASSIGNMENTS:
            with contextlib.suppress(AttributeError, TypeError):
                setattr(noticing, attribute, getattr(ready, attribute))
        with contextlib.suppress(TypeError, ValueError):  # scikit-learn reads an estimator's
            noticing.__signature__ = inspect.signature(ready)  # type: ignore[attr-defined]
        return noticing

    def _look(self, name: str, frame: FrameType | None) -> None:
        """Note the call of a function from this frame, if it is the exercise's."""
        if self._is_called_by_exercise(frame):
            self.called.add(name)

    def _is_called_by_exercise(self, frame: FrameType | None) -> bool:
        nearest = ""
        handed: set[str] = set()  # who made the inner functions that were called
        while frame is not None:
            code = frame.f_code
            if code.co_filename.startswith(self.package_folder):
                function, _, inner = code.co_qualname.partition(".<locals>.")
                if _is_imported(frame):
                    return False
                if nearest or not self._is_own_helper(code.co_filename, function):
                    nearest = nearest or code.co_filename
                elif inner:
                    handed.add(function)
                else:
                    handed.discard(function)
                if nearest not in ("", self.file):
                    return False
            frame = frame.f_back
        return nearest == self.file and not handed

    def _is_own_helper(self, file: str, function: str) -> bool:
        """Return whether a student added this function at the top of another file.

        A method is no helper, nor is an inner function whose maker has returned: an exercise may be handed
        an object or a function that another one has made, and that may call what it likes.
        """
        given = self.given.get(file)
        return (
            file != self.file
            and given is not None
            and "." not in function
            and function not in given
        )


def _is_imported(frame: FrameType) -> bool:
    """Return whether this is a file that is being imported, and not text that a function carries out."""
    caller = frame.f_back
    return caller is not None and caller.f_code is IMPORTS and frame.f_code.co_name == "<module>"


def _has_operator(name: str) -> bool:
    """Return whether a dotted name is a function of torch's that an operator stands behind."""
    if name.startswith(OPERATOR):
        return True
    holders = ("torch", "torch.nn.functional", "torch._VF", "torch._C._nn", "torchvision.ops")
    return name.rpartition(".")[0] in holders


def _names_of(function: Any) -> set[str]:
    """Return the names of the functions that an operator, or a function written in C, stands for."""
    name = getattr(function, "_qualified_op_name", None)  # torch.ops.aten.convolution
    if name is None and (schema := getattr(function, "_schema", None)) is not None:
        name = schema.name  # torch.ops.aten.convolution.default
    if isinstance(name, str):
        name = name.split("::")[-1]
    elif isinstance(function, BuiltinFunctionType | MethodDescriptorType):
        name = function.__name__  # torch.conv2d, tensor.softmax
    else:
        return set()
    if name == "unfold":  # a tensor's own, which slides a window and copies nothing
        return set()
    plain = name.lstrip("_").removeprefix("native_")
    return {name, plain} | OPERATORS.get(plain, set())
