"""Results files: one JSON file a study, with everything needed to trust each number.

    {"format": 2, "study": …, "about": …, "command": …,
     "environments": [{"commit": …, "hardware": {…}, "packages": {…}}, …],
     "variants": [{"labels": {…}, "function": …, "sources": …, "config": {…},
                   "measurements": [{"seed": …, "metrics": {…}, "seconds": …, "cpu_seconds": …,
                                     "date": …, "environment": 0}, …]}, …]}

A variant is what a study compares: its labels name it, its configuration is complete, and
`sources` is a digest of the code that measured it (`shared.studies.sources`); `threads` stands there
if torch had more than one. It has one measurement a seed. Metrics keep the names that the training
loop gave them, as fractions and SI units; how a README shows them is told at its markers
(`tables.py`).
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.errors import UserError
from shared.files import write_text_atomically
from shared.reporting.provenance import clean_commit, hardware, packages

FORMAT = 2
Labels = Mapping[str, str | int | float]
Key = tuple[str | None, str | None, str, int]


class ResultsError(UserError):
    """A results file that is missing, unreadable, or of another form."""


@dataclass(frozen=True)
class Measurement:
    """What one call measured.

    Attributes:
        seed: of what was random; None where nothing was.
        metrics: JSON values by name.
        seconds, cpu_seconds: how long it took.
        date: when it ended, ISO 8601.
        environment: commit, hardware and packages.
    """

    seed: int | None
    metrics: Mapping[str, Any]
    seconds: float
    cpu_seconds: float
    date: str
    environment: Mapping[str, Any]


@dataclass
class Variant:
    """Measurements of one configuration by one version of the code.

    Attributes:
        labels: its name in tables, as one or several columns.
        function: `module:name` of what measured it, and of its settings' classes, with spaces
            between; None where that is not known.
        sources: digest of the code behind that function; None where it was not recorded.
        config: complete settings.
        measurements: one a seed, in the order of seeds.
        threads: of torch; more of them sum in another order, and take other times.
    """

    labels: Labels
    function: str | None
    sources: str | None
    config: Mapping[str, Any]
    measurements: list[Measurement] = field(default_factory=list)
    threads: int = 1

    @property
    def name(self) -> str:
        """The labels in one line."""
        return ", ".join(str(label) for label in self.labels.values())

    @property
    def key(self) -> Key:
        """What must be equal for a measurement to count: function, sources, configuration, threads."""
        return self.function, self.sources, json.dumps(self.config, sort_keys=True), self.threads

    @property
    def seeds(self) -> list[int]:
        """The seeds that were really used."""
        return [m.seed for m in self.measurements if m.seed is not None]

    def add(self, measurement: Measurement) -> None:
        """Add a measurement; one of the same seed is replaced."""
        kept = [m for m in self.measurements if m.seed != measurement.seed]
        self.measurements = sorted(
            [*kept, measurement], key=lambda m: -1 if m.seed is None else m.seed
        )


@dataclass
class Results:
    """A results file in memory.

    Attributes:
        study: name.
        about: what is measured, in a sentence.
        command: measures it again.
        variants: in the order of tables.
    """

    study: str
    about: str
    command: str
    variants: list[Variant] = field(default_factory=list)

    def find(self, labels: Labels) -> Variant | None:
        """Return the variant of these labels, or None."""
        return next((v for v in self.variants if dict(v.labels) == dict(labels)), None)

    def save(self, path: Path) -> None:
        """Write the file.

        Raises:
            ResultsError: a number is NaN or infinite, or a value is none of JSON's.
        """
        environments: list[Mapping[str, Any]] = []
        variants = []
        for variant in self.variants:
            measurements = []
            for measured in variant.measurements:
                if measured.environment not in environments:
                    environments.append(measured.environment)
                measurements.append(
                    {
                        "seed": measured.seed,
                        "metrics": dict(measured.metrics),
                        "seconds": round(measured.seconds, 2),
                        "cpu_seconds": round(measured.cpu_seconds, 2),
                        "date": measured.date,
                        "environment": environments.index(measured.environment),
                    }
                )
            variants.append(
                {
                    "labels": dict(variant.labels),
                    "function": variant.function,
                    "sources": variant.sources,
                    "config": variant.config,
                    **({"threads": variant.threads} if variant.threads != 1 else {}),
                    "measurements": measurements,
                }
            )
        content = {
            "format": FORMAT,
            "study": self.study,
            "about": self.about,
            "command": self.command,
            "environments": environments,
            "variants": variants,
        }
        refuse_non_finite(content, path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        write_text_atomically(path, text + "\n")


def refuse_non_finite(value: Any, where: str) -> None:
    """Make sure that `value` holds finite numbers only.

    Raises:
        ResultsError: names the first place that does not.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ResultsError(f"{where} is {value}: a results file holds finite numbers only")
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_non_finite(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            refuse_non_finite(item, f"{where}[{index}]")


def load_results(path: Path) -> Results:
    """Read a results file.

    Raises:
        ResultsError: there is no such file, or it is no results file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{path} does not exist: run the command that measures it") from None
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path} is not valid JSON ({error}): measure it again") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ResultsError(f"{path} is no results file of format {FORMAT}: measure it again")
    try:
        refuse_non_finite(content, path.name)
        environments = content["environments"]
        variants = [_variant(one, environments) for one in content["variants"]]
        study, about, command = (_of(str, content[key]) for key in ("study", "about", "command"))
        return Results(study, about, command, variants)
    except (KeyError, TypeError, IndexError) as error:
        raise ResultsError(f"{path} is damaged ({error!r}): measure it again") from None


def _variant(content: Any, environments: Any) -> Variant:
    """Read a variant, and make sure that each value has its type.

    Raises:
        KeyError, TypeError, IndexError: something is missing, or something else.
    """
    labels = _of(dict, content["labels"])
    for label in labels.values():
        _of(str | int | float, label)
    variant = Variant(
        labels,
        _of(str | None, content["function"]),
        _of(str | None, content["sources"]),
        _of(dict, content["config"]),
        threads=_of(int, content.get("threads", 1)),
    )
    for one in content["measurements"]:
        environment = environments[_of(int, one["environment"])]
        _origin(environment)
        measured = Measurement(**{**one, "environment": environment})
        _of(int | None, measured.seed)
        if measured.seed is not None and measured.seed < 0:
            raise TypeError(f"seed {measured.seed} is negative")
        if measured.seed in [other.seed for other in variant.measurements]:
            raise TypeError(f"seed {measured.seed} is there twice")
        _of(dict, measured.metrics)
        _of(str, measured.date)
        for seconds in (measured.seconds, measured.cpu_seconds):
            _of(int | float, seconds)
        variant.measurements.append(measured)
    return variant


def _origin(environment: Any) -> None:
    """Make sure that an environment says what a table's last line tells of it.

    Raises:
        KeyError, TypeError: something is missing, or something else.
    """
    _of(str, environment["commit"])
    _of(dict, environment["packages"])
    machine = _of(dict, environment["hardware"])
    gpus = _of(list, machine.get("gpus", []))
    for name in (*gpus, machine.get("instructions", "")):
        _of(str, name)
    if not gpus:
        _of(str, machine["processor"])
        _of(int | None, machine["cores"])


def _of(kind: Any, value: Any) -> Any:
    """Return `value`.

    Raises:
        TypeError: it is no `kind`; a truth value is no number here.
    """
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no {getattr(kind, '__name__', kind)}")
    return value


def now() -> str:
    """Return the present moment, as results files write it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def environment(commit: str) -> dict[str, Any]:
    """Return commit, hardware and packages behind a number."""
    return {"commit": commit, "hardware": hardware(), "packages": packages()}


def save_measured(
    path: Path,
    rows: Iterable[tuple[Labels, Mapping[str, Any]]],
    *,
    about: str,
    command: str,
    config: Mapping[str, Any],
    sources: Sequence[Path] = (),
) -> None:
    """Write a results file at once, for a benchmark that compares candidates in one go.

    Args:
        path: the results file; its stem is the name of the results.
        rows: labels and metrics of each candidate.
        about: what was measured, in a sentence.
        command: what to run to measure it again.
        config: settings that all of them share.
        sources: folders that must hold no uncommitted change; the working directory's by default.

    Raises:
        DirtyTreeError: code differs from what is committed.
    """
    origin = environment(clean_commit(sources or [Path.cwd()]))
    variants = [
        Variant(labels, None, None, config, [Measurement(None, metrics, 0, 0, now(), origin)])
        for labels, metrics in rows
    ]
    Results(path.stem, about, command, variants).save(path)
