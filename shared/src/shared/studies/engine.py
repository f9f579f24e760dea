"""Runs the measurements of a study: skips what is stored, stores each result at once.

A measurement is skipped only where one with the same function, the equal resolved configuration, the
same seed, the same source digest and as many threads is stored. The first seed of every variant comes
before the second of any, so that a study that is stopped has something of everything. A study is
measured by one command at a time: a lock beside its results file sees to it.
"""

from __future__ import annotations

import contextlib
import copy
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from shared.errors import UserError
from shared.executors import Finished, InProcess, Processes
from shared.files import write_atomically
from shared.reporting.results import Key, Labels, Measurement, Results, Variant, load_results
from shared.studies.declaring import Definition, Study, Wanted
from shared.studies.measuring import Order, Outcome, carry_out

TRIES = 3  # of a measurement whose worker dies
SHOWN = 4  # metrics of a measurement that are printed; all are stored
GRACE = 60.0  # seconds that a training run has to save and stop when the time is spent


class Bar(Protocol):
    """Progress over all measurements, as tqdm shows it."""

    total: float | None

    def update(self, n: float = 1) -> object:
        """Count finished measurements."""

    def set_description(self, desc: str) -> object:
        """Name what is under way."""

    def write(self, s: str) -> object:
        """Print a line without breaking the bar."""


class StudyStopped(Exception):
    """The time is spent, or somebody asked to stop; what is done is stored."""


class StudyLockedError(UserError):
    """Another command measures the same study."""


class NotMeasuredError(UserError):
    """A study's next variants depend on a measurement that failed."""


@dataclass
class Engine:
    """How measurements are run.

    Attributes:
        executor, workers: where, and how many at a time.
        folder: of results files.
        commit: of the code, for new measurements.
        command: how a study is run, with its name at the end.
        device: auto or cpu.
        deadline: when to stop, by `time.monotonic`; None for no limit.
        bar: progress.
        rehearsal: studies ask for tiny sizes.
        failed: what could not be measured, a line each.
    """

    executor: Executor
    workers: int
    folder: Path
    commit: str
    command: str
    device: str
    deadline: float | None
    bar: Bar
    rehearsal: bool = False
    failed: list[str] = field(default_factory=list)
    given_up: set[tuple[object, int | None]] = field(default_factory=set)

    def run(self, definition: Definition, seeds: Sequence[int] = ()) -> None:
        """Measure what a study wants and is not stored; forget variants it no longer has.

        Raises:
            StudyStopped: before the end.
            StudyLockedError: another command measures it.
        """
        with alone(self.folder, definition.name):
            self._run(definition, seeds)

    def _run(self, definition: Definition, seeds: Sequence[int]) -> None:
        path = self.folder / f"{definition.name}.json"
        results = stored(path, definition, self.command)
        # What the file holds, its description too; where there is none, nothing is new as yet.
        before = load_results(path) if path.exists() else copy.deepcopy(results)
        failures = len(self.failed)

        def so_far(study: Study, labels: Labels) -> list[Mapping[str, Any]]:
            self.measure(definition, study.wanted, results)
            variant = results.find(labels)
            asked = [one for one in study.wanted if dict(one.labels) == dict(labels)]
            for one in asked:
                if not is_stored(one, results):
                    raise NotMeasuredError(
                        f"{describe(one)}: no measurement, so what depends on it is not asked for"
                    )
            return [
                measured.metrics
                for measured in (variant.measurements if variant is not None else ())
                if any(one.seed == measured.seed and key(one) == variant.key for one in asked)  # type: ignore[union-attr]
            ]

        study = Study(seeds or definition.seeds, so_far, definition.threads, self.rehearsal)
        try:
            definition.function(study)
        except NotMeasuredError as error:
            self.failed.append(f"{definition.name}, {error}")
            self.bar.write(f"error: {self.failed[-1]}")
        self.measure(definition, study.wanted, results)
        if len(self.failed) == failures:
            order = list({json.dumps(w.labels): w.labels for w in study.wanted}.values())
            results.variants = [v for labels in order if (v := results.find(labels))]
            if results != before:
                results.save(path)

    def measure(self, definition: Definition, wanted: Sequence[Wanted], results: Results) -> None:
        """Measure what is wanted and not stored.

        Raises:
            StudyStopped: before the end.
        """
        take_known(wanted, results)
        open_ones = [one for one in wanted if not is_stored(one, results)]
        waiting = by_value([one for one in open_ones if identity(one) not in self.given_up])
        self.bar.total = (self.bar.total or 0) + len(waiting)
        running: dict[Future[Outcome], Wanted] = {}
        tries: dict[int, int] = {}
        try:
            with Finished(deferring=not isinstance(self.executor, InProcess)) as finished:
                self._measure_all(definition, waiting, running, finished, tries, wanted, results)
        except KeyboardInterrupt:
            self._interrupt(definition, running, results)
            raise StudyStopped from None

    def _measure_all(
        self,
        definition: Definition,
        waiting: list[Wanted],
        running: dict[Future[Outcome], Wanted],
        finished: Finished,
        tries: dict[int, int],
        wanted: Sequence[Wanted],
        results: Results,
    ) -> None:
        stopped = False
        while waiting or running:
            while waiting and len(running) < self.workers and not stopped:
                place = self._next_that_fits(waiting, results)
                if place is None:
                    stopped = True
                    break
                one = waiting.pop(place)
                if is_stored(one, results):  # by an equal variant of another name
                    self.bar.update()
                    continue
                self.bar.set_description(f"{definition.name}: {describe(one)}")
                order = Order(
                    definition.name, one.function, one.config, one.seed, one.sources,
                    one.threads, self.device, self._left(),
                )  # fmt: skip
                future = self.executor.submit(carry_out, order)
                running[future] = one
                finished.watch(future)
            if not running:
                break
            left = self._left()
            try:
                future = finished.next_one(None if left is None else left + GRACE)
            except TimeoutError:  # these did not stop; what they measure is lost
                self._interrupt(definition, running, results)
                raise StudyStopped from None
            one = running[future]
            if self._died(future, one, tries):
                waiting.insert(0, one)
            else:
                stopped |= self._store(definition, future, one, results)
                take_known(wanted, results)
            del running[future]  # not before it is stored: Ctrl-C may come in between
        if stopped:
            raise StudyStopped

    def _interrupt(
        self, definition: Definition, running: Mapping[Future[Outcome], Wanted], results: Results
    ) -> None:
        """Let measurements under way save and stop; store those that are done."""
        if isinstance(self.executor, Processes):
            self.executor.interrupt()
            wait(running, timeout=GRACE)
        for future, one in running.items():
            if future.cancel() or not future.done() or future.exception() is not None:
                continue
            if not is_stored(one, results):
                self._store(definition, future, one, results)

    def _left(self) -> float | None:
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def _next_that_fits(self, waiting: Sequence[Wanted], results: Results) -> int | None:
        """Return the index of the first measurement that is expected to end in time."""
        left = self._left()
        if left is None:
            return 0
        for place, one in enumerate(waiting):
            if left > (expected_seconds(one, results) or 0.0):
                return place
        return None

    def _died(self, future: Future[Outcome], one: Wanted, tries: dict[int, int]) -> bool:
        """Return whether a worker died over a measurement that is to be tried again."""
        error = future.exception()
        if error is None:
            return False
        tries[id(one)] = tries.get(id(one), 0) + 1
        self.bar.write(f"{describe(one)}: its worker died ({type(error).__name__})")
        return tries[id(one)] < TRIES

    def _store(
        self, definition: Definition, future: Future[Outcome], one: Wanted, results: Results
    ) -> bool:
        """Store an outcome; return whether the measurement was stopped before its end."""
        error = future.exception()
        outcome = future.result() if error is None else Outcome(error=f"its worker died: {error}")
        if outcome.stopped:
            return True
        self.bar.update()
        if outcome.error:
            self.given_up.add(identity(one))
            self.failed.append(f"{definition.name}, {describe(one)}: {outcome.error}")
            self.bar.write(f"error: {self.failed[-1]}")
            return False
        origin = {"commit": self.commit, **outcome.origin}
        measured = Measurement(
            one.seed, outcome.metrics, outcome.seconds, outcome.cpu_seconds, outcome.date, origin
        )
        for name, content in outcome.pictures.items():  # first: the numbers say that all is there
            write_picture(self.folder / name, content)
        add(results, one, measured)
        results.save(self.folder / f"{definition.name}.json")
        self.bar.write(f"  {describe(one)}: {in_short(outcome)}")
        return False


@contextlib.contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of the study `name` whose results are in `folder`.

    Raises:
        StudyLockedError: another command has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f".{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StudyLockedError(
            f"another command is measuring {name} ({lock.lock_file} is locked): wait for its end, "
            "or measure with more --jobs there"
        ) from None
    try:
        yield
    finally:
        lock.release()


def stored(path: Path, definition: Definition, command: str) -> Results:
    """Read what a results file holds, empty where there is none, under the study's present description.

    Raises:
        ResultsError: it cannot be read; it is left as it is.
    """
    variants = load_results(path).variants if path.exists() else []
    return Results(definition.name, definition.about, f"{command} {definition.name}", variants)


def fresh_variant(one: Wanted) -> Variant:
    """Return the variant that a measurement belongs to, empty."""
    return Variant(one.labels, one.code, one.sources, one.settings, threads=one.threads)


def key(one: Wanted) -> Key:
    """Return what a stored variant's key must be equal to."""
    return fresh_variant(one).key


def identity(one: Wanted) -> tuple[object, int | None]:
    """Return what two equal measurements have in common."""
    return key(one), one.seed


def is_stored(one: Wanted, results: Results) -> bool:
    """Return whether the measurement is there, under its own labels."""
    variant = results.find(one.labels)
    return (
        variant is not None
        and variant.key == key(one)
        and any(measured.seed == one.seed for measured in variant.measurements)
    )


def take_known(wanted: Sequence[Wanted], results: Results) -> None:
    """Give each variant what an equal one of another name has measured."""
    known: dict[tuple[object, int | None], Measurement] = {
        (variant.key, measured.seed): measured
        for variant in results.variants
        for measured in variant.measurements
    }
    for one in wanted:
        measured = known.get(identity(one))
        if measured is not None and not is_stored(one, results):
            add(results, one, measured)


def add(results: Results, one: Wanted, measured: Measurement) -> None:
    """Add a measurement; what its variant holds under other settings or code is dropped."""
    variant = results.find(one.labels)
    fresh = fresh_variant(one)
    if variant is None:
        results.variants.append(fresh)
        variant = fresh
    elif variant.key != fresh.key:
        results.variants[results.variants.index(variant)] = fresh
        variant = fresh
    variant.add(measured)


def by_value(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Sort by value: the first seed of every variant, then the second, each in the study's order."""
    count: dict[str, int] = {}
    ranked = []
    for one in wanted:
        name = json.dumps(dict(one.labels))
        count[name] = count.get(name, 0) + 1
        ranked.append((count[name], one))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def expected_seconds(one: Wanted, results: Results) -> float | None:
    """Estimate how long it will take: as long as its variant's other seeds, or the study's longest."""
    variant = results.find(one.labels)
    known = variant.measurements if variant is not None else []
    everything = [measured for v in results.variants for measured in v.measurements]
    return max((measured.seconds for measured in known or everything), default=None)


def describe(one: Wanted) -> str:
    """Describe a measurement in a few words."""
    name = ", ".join(str(label) for label in one.labels.values())
    return name if one.seed is None else f"{name}, seed {one.seed}"


def in_short(outcome: Outcome) -> str:
    """Return the first metrics of an outcome, and its time, in one line."""
    numbers = {
        name: value
        for name, value in outcome.metrics.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    parts = [f"{name} {value:.4g}" for name, value in list(numbers.items())[:SHOWN]]
    return ", ".join([*parts, f"{outcome.seconds:.1f} s"])


def write_picture(path: Path, content: bytes) -> None:
    """Write a picture that a measurement has drawn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, lambda temporary: temporary.write_bytes(content))
