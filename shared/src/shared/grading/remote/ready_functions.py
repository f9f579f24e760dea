"""Notice which ready functions an exercise calls.

Each function of a list is replaced, wherever a loaded module names it, by one that also looks who
calls. It counts for an exercise when the nearest frame of the hand-in's own package is in that
exercise's file. This finds a ready function that somebody used without a second thought. It is not
proof against malice: a hand-in that wants to hide a call in its own process can.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any


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
    """

    def __init__(self, package_folder: str) -> None:
        self.package_folder = package_folder
        self.installed: set[str] = set()
        self.wanted: frozenset[str] = frozenset()
        self.file = ""
        self.called: set[str] = set()

    def install(self, names: Iterable[str]) -> None:
        """Replace the functions of these names; what is not there is passed over."""
        replaced: dict[int, tuple[Any, Any]] = {}  # by id: the function, and what stands for it
        for name in names:
            if name not in self.installed:
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
            if name in self.wanted and self._is_called_by_exercise(sys._getframe(1)):
                self.called.add(name)
            return ready(*args, **kwargs)

        for attribute in functools.WRAPPER_ASSIGNMENTS:
            with contextlib.suppress(AttributeError, TypeError):
                setattr(noticing, attribute, getattr(ready, attribute))
        return noticing

    def _is_called_by_exercise(self, frame: FrameType | None) -> bool:
        while frame is not None:
            if frame.f_code.co_filename.startswith(self.package_folder):
                return frame.f_code.co_filename == self.file
            frame = frame.f_back
        return False
