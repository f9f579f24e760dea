"""The settings that every run has; an assignment's configuration adds its own."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from shared.training.errors import CheckpointError


@dataclass(frozen=True)
class RunConfig:
    """Settings of a run. A subclass adds fields, all with defaults and docstrings."""

    seed: int = 0
    """Seeds Python, NumPy, torch and the order of the batches."""
    device: Literal["auto", "cpu"] = "auto"
    """auto takes a GPU (CUDA, then MPS) where there is one."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """auto takes bf16 where a short measurement shows it to be faster."""
    runs: Path = Path("runs")
    """The folder in which each run makes its own."""
    resume: Path | None = None
    """Continue the run in this folder, with its settings, bit for bit."""
    smoke: bool = False
    """A run of seconds on the embedded data: shows that everything works, learns little."""
    checkpoint_seconds: float = 60.0
    """Save the state whenever so many seconds have passed, and at the end."""

    @classmethod
    def smoke_test(cls) -> Self:
        """The settings behind `--smoke`. A subclass makes them small."""
        return cls(smoke=True)


Config = TypeVar("Config", bound=RunConfig)


def to_json(config: RunConfig) -> dict[str, Any]:
    """The configuration as JSON values: paths as strings, tuples as lists."""
    return {
        name: str(value) if isinstance(value, Path) else value
        for name, value in dataclasses.asdict(config).items()
    }


def _converted(value: Any, annotation: Any) -> Any:
    """JSON's lists and strings back to the tuples and paths that `annotation` asks for."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        if value is None:
            return None
        options = [option for option in typing.get_args(annotation) if option is not type(None)]
        return _converted(value, options[0])
    if annotation is Path:
        return Path(value)
    if isinstance(value, list):
        return tuple(value)
    return value


def from_json(config_class: type[Config], values: dict[str, Any]) -> Config:
    """The configuration that `to_json` wrote.

    Raises:
        CheckpointError: `values` has settings that `config_class` does not know.
    """
    annotations = typing.get_type_hints(config_class)
    unknown = set(values) - {field.name for field in dataclasses.fields(config_class)}
    if unknown:
        raise CheckpointError(
            f"the run has settings that {config_class.__name__} does not know: "
            f"{', '.join(sorted(unknown))}. Was it made by another assignment or version?"
        )
    return config_class(
        **{name: _converted(value, annotations[name]) for name, value in values.items()}
    )


def config_of_run(config_class: type[Config], folder: Path) -> Config:
    """The configuration that the run in `folder` was started with.

    Raises:
        CheckpointError: `folder` holds no run, or a run of something else.
    """
    path = folder / "config.json"
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        values = saved["config"]
    except FileNotFoundError:
        raise CheckpointError(f"{folder} is no run folder: it has no config.json") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path} is damaged ({error!r}): start a new run") from None
    return dataclasses.replace(from_json(config_class, values), resume=folder)
