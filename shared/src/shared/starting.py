"""What a script imports first: Ctrl-C before its command has begun is one line, and status 130.

`import torch` takes seconds, in which nobody listens yet. Whoever imports an assignment as a library
keeps Python's own way.
"""

from __future__ import annotations

import sys
from types import TracebackType

from shared.commands import INTERRUPTED


def end_in_one_line(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Take the place of `sys.excepthook`; every other exception keeps its traceback.

    Raises:
        SystemExit: with status 130, after Ctrl-C.
    """
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    print("\nstopped", file=sys.stderr)
    raise SystemExit(INTERRUPTED)


sys.excepthook = end_in_one_line
