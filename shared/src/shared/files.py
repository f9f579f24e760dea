"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from shared.errors import UserError

_SUFFIX = ".tmp"


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then rename it to `path`.

    The rename is atomic on one file system: after a crash `path` holds either its old or its
    new content. The temporary file is removed when `write` fails. A device or a pipe, such as
    /dev/stdout, is written into: another file in its place would take it from everybody.

    Raises:
        OSError: no space, no permission, … `path` is as it was, and the error names it.
    """
    if _is_device(path):
        return _write_into(path, write)
    prefix = f".{path.name}."
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=_SUFFIX)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    os.close(descriptor)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        # mkstemp makes private files; give the result the usual mode.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(temporary)):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _is_device(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _write_into(device: Path, write: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / f"whole{_SUFFIX}"
        write(whole)
        try:
            with device.open("wb") as stream:
                stream.write(whole.read_bytes())
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(device)) from None


def write_text_atomically(path: Path, text: str) -> None:
    """Write UTF-8 text as `write_atomically` does."""
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed `write_atomically` has left in `folder`."""
    for path in folder.glob(f".*{_SUFFIX}"):
        path.unlink(missing_ok=True)


def refuse_replacing(given: Iterable[Path], written: Iterable[Path]) -> None:
    """Make sure that no output replaces a file that it is made from.

    Raises:
        UserError: one would.
    """
    own = {path.resolve() for path in given}
    for path in written:
        if path.resolve() in own:
            raise UserError(f"{path} would be replaced: name another place with --out")


def refuse_unwritable(path: Path) -> None:
    """Make sure, before minutes of work, that a file can be written, without writing anything.

    Its folder need not be there yet, if it can be made.

    Raises:
        UserError: it cannot.
    """
    if not _can_be_written(path):
        raise UserError(f"cannot write {path}: name another file with --out")


def _can_be_written(path: Path) -> bool:
    if _is_device(path):
        return os.access(path, os.W_OK)
    try:
        above = next(folder for folder in path.absolute().parents if folder.exists())
        return not path.is_dir() and above.is_dir() and os.access(above, os.W_OK | os.X_OK)
    except OSError:  # a folder that cannot be entered
        return False
