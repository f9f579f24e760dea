"""Writing into a run folder: one process at a time, and what to do where it fails.

The lock ends with its process, however that ends: one that a killed process leaves behind holds
nobody up. Reading needs no lock.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.training.errors import RunFolderError
from shared.training.folder.checkpoints import checkpoint_path

NAME = ".writer"

_held: set[Path] = set()  # by this process: the operating system asks only about others


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in one line what keeps files of the run `folder` from being written, and the remedy.

    Raises:
        RunFolderError: in place of an OSError.
    """
    try:
        yield
    except OSError as error:
        remedy = "choose another place with --runs DIR"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            resumable = checkpoint_path(folder).exists()
            remedy = f"free some space{f', then --resume {folder}' if resumable else ''}"
        elif error.errno in (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY):
            remedy = f"something else is in its place: move it, or {remedy}"
        raise RunFolderError(
            f"cannot write {error.filename or folder} ({error.strerror}): {remedy}"
        ) from error


class WriterLock:
    """The right to write into a run folder.

    Args:
        folder: exists and can be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder.resolve() / NAME
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            RunFolderError: another run has it; its process is named.
            OSError: the folder cannot be written.
        """
        while self._descriptor is None:
            if self._path in _held:
                raise self._refusal("this process")
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                _lock(descriptor)
            except OSError as error:
                holder = os.read(descriptor, 200).decode(errors="replace").strip()
                os.close(descriptor)
                if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                    raise self._refusal(holder or "another process") from None
                return  # a file system without locks
            if _is_at(descriptor, self._path):
                holder = f"process {os.getpid()} on {socket.gethostname()}\n"
                with contextlib.suppress(OSError):  # a full disk: it is a message only
                    os.truncate(descriptor, 0)
                    os.write(descriptor, holder.encode())
                _held.add(self._path)
                self._descriptor = descriptor
            else:  # whoever had the lock has removed the file in this moment
                os.close(descriptor)

    def _refusal(self, holder: str) -> RunFolderError:
        return RunFolderError(
            f"{self.folder} is being written by {holder}: wait for it or stop it, or start a new "
            "run without --resume"
        )

    def __del__(self) -> None:
        self.release()

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None
            _held.discard(self._path)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    _FAR = 2**20  # Windows lets nobody read a locked byte: lock one behind the text

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # of this process alone: a data loader's workers do not inherit it
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
