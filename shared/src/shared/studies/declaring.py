"""A study: variants, seeds, and a function that measures one of them.

    def accuracy(config: TrickConfig, seed: int) -> dict[str, float]:
        ...                                         # trains one network
        return {"valid/accuracy": …}

    @study(seeds=(0, 1, 2))
    def tricks(s: Study) -> None:
        \"\"\"What each trick is worth, a narrow net on 10,000 images.\"\"\"
        for change, config in CHANGES.items():
            for seed in s.seeds:
                s.measure({"change": change}, accuracy, config, seed)

`measure` says what is wanted. The engine skips what is stored with an equal configuration, seed and
source digest, runs the rest, and stores each result at once. The configuration that is stored is the
very one that the function is given, so neither can say what the other does not.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.reporting.results import Labels, refuse_non_finite
from shared.studies.sources import name_of, source_digest
from shared.training.settings.config import RunConfig, to_json

WHERE = ("runs", "resume", "checkpoint_seconds")  # of a RunConfig: not what is measured


def resolved(config: Any, seed: int | None = None) -> dict[str, Any]:
    """Return a configuration as it is stored: complete, without the places of files.

    Args:
        config: a dataclass, or a mapping with JSON values and dataclasses.
        seed: where the measurement has one, it counts and not a RunConfig's own. A RunConfig that
            is part of something keeps a seed that somebody has given it, such as a teacher's.

    Raises:
        ResultsError: it holds a number that JSON has not.
    """
    values = _without_places(config, seed is not None)
    if isinstance(config, RunConfig) and seed is not None:
        values.pop("seed", None)
    refuse_non_finite(values, "config")
    json.dumps(values)  # a TypeError names what is no value of JSON's
    return dict(values)


def _without_places(value: Any, seeded: bool) -> Any:
    """Return JSON values; where the measurement is `seeded`, without seeds that are the default."""
    if isinstance(value, RunConfig):
        unset = seeded and value.seed == type(value).seed
        left_out = (*WHERE, "seed") if unset else WHERE
        names = [field.name for field in dataclasses.fields(value) if field.name not in left_out]
        return {name: _without_places(getattr(value, name), seeded) for name in names}
    if isinstance(value, Mapping):
        return {str(name): _without_places(item, seeded) for name, item in value.items()}
    return to_json(value)


def classes_of(config: Any) -> list[str]:
    """Return the dataclasses of a configuration as `module:name`, those inside it too."""
    found: dict[str, None] = {}
    waiting = [config]
    while waiting:
        value = waiting.pop()
        if dataclasses.is_dataclass(value):
            found[name_of(type(value))] = None
            waiting += [getattr(value, field.name) for field in dataclasses.fields(value)]
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return sorted(found)


@dataclass(frozen=True)
class Wanted:
    """A measurement that a study asks for.

    `code` names the function and the classes of its settings; `sources` is the digest behind them.
    `threads` are torch's.
    """

    labels: Labels
    function: Callable[..., Mapping[str, Any]]
    config: Any
    seed: int | None
    settings: Mapping[str, Any]
    code: str
    sources: str
    threads: int = 1


class Study:
    """What a study is given.

    Args:
        seeds: those to measure with.
        run: measures what is wanted so far, and returns what there is for one variant.
        threads: of torch, in each measurement.
        rehearsal: ask for tiny sizes and made-up data: a study for another machine is tried here.

    Attributes:
        wanted: what has been asked for.
    """

    def __init__(
        self,
        seeds: Sequence[int],
        run: Callable[[Study, Labels], list[Mapping[str, Any]]],
        threads: int = 1,
        rehearsal: bool = False,
    ) -> None:
        self.seeds, self.threads, self.rehearsal = tuple(seeds), threads, rehearsal
        self.wanted: list[Wanted] = []
        self._run = run

    def measure(
        self,
        variant: str | Labels,
        function: Callable[..., Mapping[str, Any]],
        config: Any,
        seed: int | None = None,
    ) -> None:
        """Ask for a measurement.

        Args:
            variant: its name in tables, or several labels, each a column.
            function: is called with `config`, and with `seed` if there is one, perhaps in another
                process; returns metrics by name, JSON values, or `Measured` with pictures.
            config: everything that decides the result: a dataclass, or a mapping of JSON values.
            seed: of what is random; None where nothing is.

        Raises:
            ValueError: another configuration has the same labels.
            ResultsError: the configuration holds a number that is none of JSON's.
        """
        labels = {"variant": variant} if isinstance(variant, str) else dict(variant)
        settings = resolved(config, seed)
        names = [name_of(function), *classes_of(config)]
        sources = source_digest(*names)
        code = " ".join(names)
        one = Wanted(labels, function, config, seed, settings, code, sources, self.threads)
        for other in self.wanted:
            same_settings = (other.sources, other.settings) == (sources, settings)
            if dict(other.labels) == labels and not same_settings:
                raise ValueError(f"two configurations are called {labels}: their numbers would mix")
        self.wanted.append(one)

    def metrics(self, variant: str | Labels) -> list[Mapping[str, Any]]:
        """Measure everything asked for so far; return a variant's metrics, one mapping a seed.

        For studies whose next variants depend on it, such as the best of the earlier ones. Where a
        measurement of the variant has failed, the study ends here, and what is measured is kept.

        Raises:
            NotMeasuredError: one has failed; the engine tells it and goes on to the next study.
        """
        return self._run(self, {"variant": variant} if isinstance(variant, str) else dict(variant))


@dataclass(frozen=True)
class Definition:
    """A study with its name, as the command line lists it."""

    function: Callable[[Study], None]
    seeds: tuple[int, ...]
    threads: int

    @property
    def name(self) -> str:
        """The function's name, which is the results file's too."""
        return self.function.__name__

    @property
    def about(self) -> str:
        """The first line of its docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


def study(
    *, seeds: Sequence[int] = (), threads: int = 1
) -> Callable[[Callable[[Study], None]], Definition]:
    """Decorate a function as a study.

    Args:
        seeds: where the command line names none; empty where nothing is random.
        threads: of torch; with one, the seconds of a CPU's cores can be compared. What was measured
            with another number counts as other settings.
    """
    return lambda function: Definition(function, tuple(seeds), threads)
