"""What runs have left: the newest one, what it reached, its weights in a model again.

A run's `model.safetensors` holds tensors only. What else it takes to use them, class names or a
vocabulary's size, an assignment writes beside them as a small JSON file with `write_json` of
`run.py`; its name tells what kind of model a run has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from shared.training.errors import SavedModelError
from shared.training.state_dicts import first_difference

WEIGHTS = "model.safetensors"
SUMMARY = "summary.json"
Model = TypeVar("Model", bound=nn.Module)


def newest_run(
    runs: Path,
    *kind: str,
    command: str = "train.py",
    fits: Callable[[Path], bool] = lambda folder: True,
) -> Path:
    """Find the run that was finished last.

    Args:
        runs: the folder of the runs.
        kind: files that a run of the wanted kind has besides its weights.
        command: what makes such runs, for the message.
        fits: whether the run in a folder is one that is wanted.

    Raises:
        SavedModelError: there is none.
    """
    finished = [
        path.parent
        for path in runs.glob(f"*/{WEIGHTS}")
        if all((path.parent / name).exists() for name in kind)
    ]
    fitting = [folder for folder in finished if fits(folder)]
    if not fitting:
        fit = f", and {len(finished)} that do not fit" if finished else ""
        raise SavedModelError(
            f"no finished run in {runs}{fit}: run `python {command}` first, or name a run with --run"
        )
    return max(fitting, key=lambda folder: (folder / WEIGHTS).stat().st_mtime_ns)


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
    except FileNotFoundError:
        raise SavedModelError(
            f"{path.parent} has no {path.name}: name the folder of a finished run, as train.py "
            "prints it at its end"
        ) from None
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
    if path.suffix != ".safetensors":
        raise SavedModelError(f"{path} is no .safetensors file; pickled weights are not read")
    try:
        return load_file(path)
    except FileNotFoundError:
        raise SavedModelError(f"there are no weights at {path}: did the run finish?") from None
    except (SafetensorError, OSError) as error:
        raise SavedModelError(f"{path} is damaged ({error}): train again") from None


def fill(model: Model, tensors: Mapping[str, Tensor], where: Path) -> Model:
    """Return `model` with `tensors` for weights, in evaluation mode.

    Raises:
        SavedModelError: they are another model's; the first difference is named.
    """
    if problem := first_difference(model.state_dict(), tensors):
        raise SavedModelError(f"{where} holds another model's weights: {problem}")
    model.load_state_dict(dict(tensors))
    return model.eval()


def load_weights(model: Model, folder: Path) -> Model:
    """Return `model` with the weights of the run in `folder`, in evaluation mode.

    Raises:
        SavedModelError: they are missing, damaged, or another model's.
    """
    return fill(model, read_weights(folder / WEIGHTS), folder / WEIGHTS)
