"""The settings that every run has; an assignment's configuration adds its own.

A configuration is complete: what it holds is what a run does, and nothing else fills it in later.
Settings that belong together, a model's or a budget's, are a configuration of their own with a name.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from shared.training.errors import CheckpointError
from shared.training.machine.devices import DeviceName
from shared.training.machine.precision import Precision
from shared.training.settings.ranges import AtLeast, Below, Checked

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter


@dataclass(frozen=True)
class RunConfig(Checked):
    """Settings of a run. A subclass adds fields, all with defaults, ranges (ranges.py), docstrings."""

    seed: Annotated[int, AtLeast(0), Below(2**32)] = 0
    """Seeds Python, NumPy, torch and the order of the batches."""
    device: DeviceName = "auto"
    """auto takes a GPU (CUDA, then MPS) where there is one."""
    precision: Precision = "auto"
    """auto takes bf16 where a short measurement shows it to be faster."""
    runs: Path = Path("runs")
    """The folder in which each run makes its own."""
    resume: Path | None = None
    """Go on with the run in this folder. auto: the newest unfinished of these settings, else a new run."""
    smoke: bool = False
    """A run of seconds on the embedded data: shows that everything works, learns little."""
    checkpoint_seconds: Annotated[float, AtLeast(0)] = 60.0
    """Save the state whenever so many seconds have passed, and at the end."""

    changeable: ClassVar[frozenset[str]] = frozenset({"epochs", "checkpoint_seconds", "device"})
    """What may change when a run is resumed: how long it goes on, and where."""
    chosen_by: ClassVar[str] = ""
    """The field whose value names one of `configurations`; empty where there is but one."""

    @classmethod
    def configurations(cls) -> dict[str, Self]:
        """Return the named configurations; the first is the default."""
        return {"": cls()}

    @classmethod
    def smoke_test(cls) -> Self:
        """Return the settings behind `--smoke`. A subclass makes them small.

        They compute in float32, so that what a smoke run shows depends on no measurement.
        """
        return cls(smoke=True, precision="fp32")


CONFIG = "config.json"
AUTO = Path("auto")  # for `resume`
Config = TypeVar("Config", bound=RunConfig)
Settings = TypeVar("Settings")  # any dataclass


@functools.cache
def _converter() -> JsonConverter:
    from cattrs.preconf.json import make_converter  # to read a run, not for --help

    converter = make_converter(forbid_extra_keys=True)
    converter.register_structure_hook(Path, lambda value, _: Path(value))
    return converter


def to_json(config: Any) -> Any:
    """Return a dataclass as JSON values: paths as strings, tuples as lists, dataclasses as objects.

    A field that holds a subclass of what it declares is written with all that the subclass has.
    """
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        names = (field.name for field in dataclasses.fields(config))
        return {name: to_json(getattr(config, name)) for name in names}
    if isinstance(config, Mapping):
        return {str(name): to_json(value) for name, value in config.items()}
    if isinstance(config, list | tuple):
        return [to_json(value) for value in config]
    return str(config) if isinstance(config, Path) else config


def from_json(config_class: type[Settings], values: dict[str, Any]) -> Settings:
    """Read the configuration that `to_json` wrote.

    Raises:
        CheckpointError: `values` has settings that `config_class` does not know, or of other kinds, or
            lacks one.
    """
    import cattrs

    try:
        config = _converter().structure(values, config_class)
    except cattrs.BaseValidationError as error:
        known = {field.name for field in dataclasses.fields(config_class)}  # type: ignore[arg-type]
        problems = [f"it has no {name!r}" for name in sorted(values.keys() - known)]
        problems = problems[:3] or cattrs.transform_error(error, path="it")[:1]
        raise CheckpointError(
            f"the saved settings are none of {config_class.__name__} ({', '.join(problems)}). "
            "Was it made by another program or version?"
        ) from None
    if lacking := next(_lacking(config_class, values), ""):
        raise CheckpointError(
            f"the saved settings say nothing of {lacking}: another version wrote them"
        )
    return config


def _lacking(kind: type[Any], values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Yield the settings of `kind` that are not there; their defaults may not be those of then."""
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        name = before + field.name
        if field.name not in values:
            yield name
        elif dataclasses.is_dataclass(hints[field.name]) and isinstance(values[field.name], dict):
            yield from _lacking(hints[field.name], values[field.name], f"{name}.")


def config_of_run(config_class: type[Config], folder: Path) -> Config:
    """Read the configuration of the run in `folder`, from its config.json; it would resume that run.

    Raises:
        CheckpointError: `folder` holds no run, or a run of something else.
    """
    path = folder / CONFIG
    try:
        values = json.loads(path.read_text(encoding="utf-8"))["config"]
        if not isinstance(values, dict):
            raise TypeError("its config is no object")
    except FileNotFoundError:
        raise CheckpointError(f"{folder} is no run folder: it has no {CONFIG}") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(
            f"{path} is damaged ({error!r}): `--resume {folder}` writes it again"
        ) from None
    return replace(from_json(config_class, values), resume=folder)


def refuse_contradictions(wanted: RunConfig, before: RunConfig, precision: str) -> None:
    """Make sure that a run that goes on changes no setting with which it has already trained.

    Args:
        wanted: how it should go on.
        before: how it was trained.
        precision: that `before` came to, where it is auto.

    Raises:
        CheckpointError: one does; it is named as on the command line, with both values.
    """
    after, earlier = to_json(wanted), to_json(before)
    if wanted.precision != before.precision:
        earlier["precision"] = precision
    for name in after:
        if name not in wanted.changeable and name != "resume":
            for option, new, old in _differences("--" + name, after[name], earlier[name]):
                raise CheckpointError(
                    f"{wanted.resume} was trained with {option} {as_option(old)}, and goes on with "
                    f"it: leave out {option} {as_option(new)}, or start a new run without --resume"
                )


def as_option(value: Any) -> str:
    """Return a JSON value as people write it behind an option."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _differences(name: str, wanted: Any, before: Any) -> list[tuple[str, Any, Any]]:
    """Return option, value wanted, value before; within settings, --optimizer.weight-decay."""
    if isinstance(wanted, dict) and isinstance(before, dict) and wanted.keys() == before.keys():
        return [
            found
            for part in wanted
            for found in _differences(f"{name}.{part}", wanted[part], before[part])
        ]
    return [] if wanted == before else [(name.replace("_", "-"), wanted, before)]
