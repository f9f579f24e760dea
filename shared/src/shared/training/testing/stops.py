"""For an assignment's tests: run its scripts as a person would, stop them, and let them go on.

    def test_a_stopped_run_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
        script = PROJECT / "train.py"
        check_stops(script, "--smoke", stops=[Stop(3), Stop(5, SIGINT)], place=tmp_path)

`python -m shared.training.testing.stops SIGNAL STEP SAVED SCRIPT …` runs a script that gets a signal.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from typing import Any, Literal

from safetensors.torch import load_file

from shared.training.testing.warm import HAS_FORK, Ended, run_python

__all__ = ["SIGINT", "SIGKILL", "SIGTERM", "Stop", "check_same_run", "check_stops", "run_script"]

STOPS = "shared.training.testing.stops"
SIGKILL: Signals = getattr(signal, "SIGKILL", SIGTERM)  # Windows ends a process by SIGTERM so


@dataclass(frozen=True)
class Stop:
    """Where a script is stopped, and how. In several processes the last one gets the signal.

    Attributes:
        step: so many steps are done then; "finish": all, and the final evaluation, too.
        signal: SIGINT (Ctrl-C) and SIGTERM let it save; SIGKILL does not.
        saved: the step of the last checkpoint before; by default one step earlier. The last step
            is always saved.
    """

    step: int | Literal["finish"]
    signal: Signals = SIGKILL
    saved: int = 0

    def arguments(self) -> list[str]:
        """Return the arguments of this module as a command."""
        saved = self.saved or (max(1, self.step - 1) if isinstance(self.step, int) else 0)
        return [self.signal.name, str(self.step), str(saved)]


def run_script(
    script: Path,
    *options: str,
    processes: int = 0,
    stop: Stop | None = None,
    timeout: float = 300,
    warm: bool = HAS_FORK,
) -> Ended:
    """Run `python SCRIPT` with `options` in its folder, several processes together.

    Args:
        script: such as `PROJECT / "train.py"`.
        options: of its command line.
        processes: 0 for one that knows of no others.
        stop: where to stop it.
        timeout: in seconds.
        warm: as in `run_python`.
    """
    command = [*(["-m", STOPS, *stop.arguments()] if stop else []), str(script), *options]
    return run_python(
        *command, folder=script.parent, processes=processes, timeout=timeout, warm=warm
    )


def run_train(project: Path, *options: str, processes: int = 0) -> Ended:
    """Run `python train.py` with `options` in the folder `project`; see `run_script`."""
    return run_script(project / "train.py", *options, processes=processes)


def smoke_run(project: Path, runs: Path) -> Path:
    """Make a smoke run as a person would; return its folder in `runs`, which must be empty before."""
    done = run_script(project / "train.py", "--smoke", "--runs", str(runs), warm=False)
    assert done.returncode == 0, done.stderr
    return only_run(runs)


def only_run(runs: Path) -> Path:
    """Return the only run folder in `runs`."""
    (folder,) = runs.iterdir()
    return folder


def check_stops(
    script: Path,
    *options: str,
    stops: Sequence[Stop],
    place: Path,
    processes: int = 0,
    undisturbed: Path | None = None,
) -> None:
    """Run a script undisturbed, and again for each stop, resumed afterwards: all must end alike.

    Args:
        script: such as `PROJECT / "train.py"`.
        options: without `--runs` and `--resume`.
        stops: where to stop it.
        place: an empty folder.
        processes: 0 for one that knows of no others.
        undisturbed: the folder of such a run where there is one already.

    Raises:
        AssertionError: says at which stop metrics.jsonl, summary.json or the weights differ.
    """
    if undisturbed is None:
        whole = run_script(script, *options, "--runs", str(place / "whole"), processes=processes)
        assert whole.returncode == 0, whole.stderr
        undisturbed = only_run(place / "whole")
    for number, stop in enumerate(stops):
        runs = place / f"stop-{number}"
        stopped = run_script(script, *options, "--runs", str(runs), processes=processes, stop=stop)
        output = stopped.stdout + stopped.stderr
        assert stopped.returncode != 0, f"{stop} never came: {output}"
        assert runs.exists(), f"{stop}: {output}"
        folder = only_run(runs)
        assert not (folder / "summary.json").exists(), f"{stop} came after the end"
        resumed = run_script(script, "--resume", str(folder), processes=processes)
        assert resumed.returncode == 0, f"{stop}: {stopped.stderr}{resumed.stderr}"
        try:
            check_same_run(undisturbed, folder)
        except AssertionError as error:
            raise AssertionError(f"{stop}: {error}") from None


def check_same_run(one: Path, two: Path) -> None:
    """Make sure that two run folders hold the same metrics, summary and weights, times left out.

    Raises:
        AssertionError: names the first difference.
    """
    first, second = records(one), records(two)
    assert len(first) == len(second), f"{len(first)} records, and {len(second)}"
    for number, (here, there) in enumerate(zip(first, second, strict=True), start=1):
        assert here == there, f"record {number} of metrics.jsonl differs: {different(here, there)}"
    here, there = summary(one), summary(two)
    assert here == there, f"summary.json differs: {different(here, there)}"
    weights, others = (load_file(folder / "model.safetensors") for folder in (one, two))
    assert weights.keys() == others.keys(), "the weights have other names"
    for name, tensor in weights.items():
        assert tensor.equal(others[name]), f"the weights {name} differ"


def records(folder: Path) -> list[dict[str, Any]]:
    """Return the records of metrics.jsonl without their times."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [without_times(json.loads(line)) for line in lines]


def summary(folder: Path) -> dict[str, Any]:
    """Return summary.json without its times, the place of the run, and the commit, which moves on."""
    content = without_times(json.loads((folder / "summary.json").read_text(encoding="utf-8")))
    content.get("provenance", {}).pop("commit", None)
    content["config"] = {k: v for k, v in content["config"].items() if k not in ("runs", "resume")}
    return content


def without_times(content: Any) -> Any:
    """Return JSON content without what depends on the clock."""
    if not isinstance(content, dict):
        return content
    kept = {k: v for k, v in content.items() if not (k.endswith("seconds") or k == "date")}
    return {name: without_times(value) for name, value in kept.items()}


def different(one: dict[str, Any], two: dict[str, Any]) -> str:
    """Name what two JSON objects have differently, with both values."""
    names = [*one, *(name for name in two if name not in one)]
    parts = [(name, one.get(name), two.get(name)) for name in names]
    return ", ".join(
        f"{name}: {here!r}, and {there!r}" for name, here, there in parts if here != there
    )


def stop_at(number: Signals, step: int | None, saved: int) -> None:
    """Let the Run of this process get a signal; see `Stop`. A step of None is the finish."""
    from shared.training.run import Run

    stepped, finish = Run.stepped, Run.finish

    def hit(run: Run) -> None:
        if run.rank == run.processes - 1:
            os.kill(os.getpid(), number)

    def stepped_and_stopped(run: Run) -> None:
        if run.step == saved:
            run._last_saved = float("-inf")  # so that it is time for a checkpoint
        if run.step == step and number != SIGKILL:
            hit(run)
        stepped(run)
        if run.step == step and number == SIGKILL:
            hit(run)

    def stopped_and_finished(run: Run, metrics: Any) -> None:
        if step is None:
            hit(run)
        finish(run, metrics)

    Run.stepped = stepped_and_stopped  # type: ignore[method-assign, assignment]
    Run.finish = stopped_and_finished  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    name, step, saved, script, *options = sys.argv[1:]
    stop_at(Signals[name], None if step == "finish" else int(step), int(saved))
    sys.argv = [script, *options]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")
