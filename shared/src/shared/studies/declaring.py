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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.reporting.results import Labels
from shared.studies.sources import name_of, source_digest
from shared.training.config import RunConfig, to_json

WHERE = ("seed", "runs", "resume", "checkpoint_seconds")  # of a RunConfig: not what is measured


def resolved(config: Any) -> dict[str, Any]:
    """Return a configuration as it is stored: complete, without the seed and the places of files.

    Args:
        config: a dataclass, or a mapping with JSON values and dataclasses.
    """
    if isinstance(config, Mapping):
        return {str(name): _resolved_value(value) for name, value in config.items()}
    values = to_json(config)
    if isinstance(config, RunConfig):
        values = {name: value for name, value in values.items() if name not in WHERE}
    return values


def _resolved_value(value: Any) -> Any:
    if isinstance(value, Mapping) or dataclasses.is_dataclass(value):
        return resolved(value)
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Wanted:
    """A measurement that a study asks for."""

    labels: Labels
    function: Callable[..., Mapping[str, Any]]
    config: Any
    seed: int | None
    settings: Mapping[str, Any]
    sources: str


class Study:
    """What a study is given.

    Args:
        seeds: those to measure with.
        run: measures what is wanted so far, and returns what there is for one variant.

    Attributes:
        wanted: what has been asked for.
    """

    def __init__(
        self, seeds: Sequence[int], run: Callable[[Study, Labels], list[Mapping[str, Any]]]
    ) -> None:
        self.seeds = tuple(seeds)
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
        """
        labels = {"variant": variant} if isinstance(variant, str) else dict(variant)
        sources = source_digest(name_of(function))
        self.wanted.append(Wanted(labels, function, config, seed, resolved(config), sources))

    def metrics(self, variant: str | Labels) -> list[Mapping[str, Any]]:
        """Measure everything asked for so far; return a variant's metrics, one mapping a seed.

        For studies whose next variants depend on it, such as the best of the earlier ones.
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
        threads: of torch; with one, the seconds of a CPU's cores can be compared.
    """
    return lambda function: Definition(function, tuple(seeds), threads)
