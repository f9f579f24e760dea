"""What runs have left: the newest one, what it reached, its weights in a model again.

A run's `model.safetensors` holds tensors only. What else it takes to use them, class names or a
vocabulary's size, an assignment writes beside them as a small JSON file with `write_json` of
`run.py`; its name tells what kind of model a run has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from torch import Tensor, nn

from shared.training.errors import SavedModelError
from shared.training.folder.state_dicts import first_difference
from shared.training.settings.config import CONFIG

WEIGHTS = "model.safetensors"
SUMMARY = "summary.json"
Model = TypeVar("Model", bound=nn.Module)


def newest_run(
    runs: Path,
    *kind: str,
    command: str = "train.py",
    fits: Callable[[Path], bool] = lambda folder: True,
) -> Path:
    """Find the run that was finished last, as the runs themselves recorded it.

    Neither names nor clocks count: a run notes its place in the order of all beside it when it
    begins, goes on and finishes.

    Args:
        runs: the folder of the runs.
        kind: files that a run of the wanted kind has besides its weights.
        command: what makes such runs, for the message.
        fits: whether a run of this kind will do; asked from the newest on.

    Raises:
        SavedModelError: there is none.
    """
    finished = [
        path.parent
        for path in runs.glob(f"*/{WEIGHTS}")
        if all((path.parent / name).exists() for name in kind)
    ]
    newest_first = sorted(finished, key=_recency, reverse=True)
    found = next(filter(fits, newest_first), None)
    if found is not None:
        return found
    what = (
        f"none of the {len(finished)} finished runs in {runs} fits"
        if finished
        else (f"no finished run in {runs}")
    )
    raise SavedModelError(f"{what}: run `python {command}` first, or name one")


def chosen_run(
    named: Path | None,
    runs: Path,
    *kind: str,
    command: str = "train.py",
    fits: Callable[[Path], bool] = lambda folder: True,
) -> Path:
    """Return the run that was named; else the newest that fits, and say on standard error which.

    Args:
        named: by its folder.
        runs: see `newest_run`, as for the others.
        kind: files that it has.
        command: what makes such runs.
        fits: whether it will do.

    Raises:
        SavedModelError: none was named, and there is none.
    """
    if named is not None:
        return named
    found = newest_run(runs, *kind, command=command, fits=fits)
    print(f"with {found}, the newest that fits", file=sys.stderr)
    return found


def _recency(folder: Path) -> tuple[int, int]:
    return order_of(folder), (folder / WEIGHTS).stat().st_mtime_ns


def order_of(folder: Path) -> int:
    """Return a run's place in the order of all runs beside it; 0 where it did not record one."""
    try:
        order = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["order"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return order if isinstance(order, int) else 0


def next_order(runs: Path) -> int:
    """Return the place behind that of all runs in the folder `runs`."""
    return 1 + max((order_of(path.parent) for path in runs.glob(f"*/{CONFIG}")), default=0)


def read_summary(folder: Path) -> dict[str, Any]:
    """Read what a finished run wrote into summary.json: metrics, settings, times, provenance.

    Raises:
        SavedModelError: there is none, or it is damaged.
    """
    return read_json(folder / SUMMARY)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object from the folder of a run.

    Raises:
        SavedModelError: the file is missing or damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise SavedModelError(
            f"{path.parent} has no {path.name}: name the folder of a finished run, as the program "
            "that trained it prints it at its end"
        ) from None
    except OSError as error:
        raise SavedModelError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise SavedModelError(f"{path} is damaged ({error}): train again") from None
    if not isinstance(content, dict):
        raise SavedModelError(f"{path} is damaged (it holds no object): train again")
    return content


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a safetensors file, on the CPU.

    Raises:
        SavedModelError: it is missing or damaged, or no safetensors file.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if path.suffix != ".safetensors":
        raise SavedModelError(f"{path} is no .safetensors file; pickled weights are not read")
    try:
        return load_file(path)
    except FileNotFoundError:
        more = f" --resume {path.parent} goes on with it" if (path.parent / CONFIG).exists() else ""
        raise SavedModelError(
            f"there are no weights at {path}: did the run finish?{more}"
        ) from None
    except (SafetensorError, OSError) as error:
        raise SavedModelError(f"{path} is damaged ({error}): train again") from None


def fill(model: Model, tensors: Mapping[str, Tensor], where: Path) -> Model:
    """Return `model` with `tensors` for weights, in evaluation mode.

    Raises:
        SavedModelError: they are another model's, or not all are numbers; the first is named.
    """
    if problem := first_difference(model.state_dict(), tensors):
        raise SavedModelError(f"{where} holds another model's weights: {problem}")
    for name, tensor in tensors.items():
        if not tensor.isfinite().all():
            raise SavedModelError(
                f"{where} is of no use: {name!r} holds NaN or infinity; train again"
            )
    model.load_state_dict(dict(tensors))
    return model.eval()


def load_weights(model: Model, folder: Path) -> Model:
    """Return `model` with the weights of the run in `folder`, in evaluation mode.

    Raises:
        SavedModelError: they are missing, damaged, or another model's.
    """
    return fill(model, read_weights(folder / WEIGHTS), folder / WEIGHTS)
