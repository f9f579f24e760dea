"""Read CIFAR-10's official python batches: pickles, which must never be unpickled on trust.

A pickle is a program. This reader runs it with three harmless stand-ins for the only names that the
official files call, and refuses every other name, so that nothing of the file's choosing is
imported, called or allocated. (NumPy's own reconstruction would allocate any shape a file states.)
"""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8

from shared.data.errors import SourceError

ROWS, COLUMNS = 10_000, 3 * 32 * 32


class _Array:
    """The bytes of the state that NumPy gave its pickled array, if they are a batch.

    The state's shape, type and order are not believed: the digest of the result will tell.
    """

    pixels: UInt8[np.ndarray, "10000 3072"]

    def __setstate__(self, state: Any) -> None:
        self.pixels = np.frombuffer(state[-1], dtype=np.uint8).reshape(ROWS, COLUMNS)


class _Ignored:
    """A stand-in for NumPy's classes, which are named but not needed."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        pass


def _reconstruct(*_: object) -> _Array:
    return _Array()


class _BatchUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name == "_reconstruct" and module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            return _reconstruct
        if module == "numpy" and name in ("ndarray", "dtype"):
            return _Ignored
        raise pickle.UnpicklingError(f"the pickle calls {module}.{name}, which no batch needs")


def read_batch(
    path: Path,
) -> tuple[UInt8[np.ndarray, "10000 3072"], UInt8[np.ndarray, " 10000"]]:
    """Return a batch's pixels, one image a row, and its labels.

    Raises:
        SourceError: the file is missing, damaged, or anything else than a batch.
    """
    try:
        with path.open("rb") as reader:
            batch = _BatchUnpickler(reader, encoding="bytes").load()
        return batch[b"data"].pixels, np.asarray(batch[b"labels"], dtype=np.uint8)
    except FileNotFoundError as error:
        raise SourceError(f"it has no {path.name}") from error
    except Exception as error:  # a damaged pickle can raise nearly anything
        raise SourceError(f"{path.name} is no CIFAR-10 batch ({error})") from error
