"""Let faults happen to training runs for as long as one wants: `nox -s soak -- --minutes 30`.

Hypothesis draws trials (tests/training/faults.py): a run is killed at any place up to three times,
by one or two processes, a file of it is damaged, and it is continued. Every trial must end as an
undisturbed run, or with one line that is right. The figures go to results/soak.json.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from shared.commands import run
from shared.reporting.provenance import clean_commit
from shared.reporting.results import save_measured
from shared.training.settings.ranges import Above, AtLeast, check

SHARED = Path(__file__).resolve().parents[1]
ROUND = 20  # trials that hypothesis draws at a time

sys.path.insert(0, str(SHARED / "tests" / "training"))

from faults import Trial, trials, undergo, undisturbed  # noqa: E402


def soak(minutes: float = 5.0, processes: int = 2, first: int = 0, draft: bool = False) -> None:
    """Let faults happen to training runs, and write down how they ended.

    Args:
        minutes: how long.
        processes: the most that share a run.
        first: the seed of the first round; another one draws other trials.
        draft: from uncommitted code; results are printed, not written.
    """
    check("--minutes", minutes, Above(0))
    check("--processes", processes, AtLeast(1))
    check("--first", first, AtLeast(0))
    if not draft:
        clean_commit([SHARED])
    end = time.monotonic() + 60 * minutes
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        whole = undisturbed(place)

        def one_round(number: int) -> None:
            @seed(number)
            @settings(
                max_examples=ROUND,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(trials(processes))
            def trial_by_trial(trial: Trial) -> None:
                if time.monotonic() < end:
                    events = undergo(trial, whole, place)
                    counts.update(["trials", *events])
                    counts.update(f"parts of {part.processes}" for part in trial.parts)
                    print(f"{counts['trials']:>5}  {', '.join(events)}", flush=True)

            trial_by_trial()

        number = first
        while time.monotonic() < end:
            one_round(number)
            number += 1
    print(json.dumps(dict(sorted(counts.items())), indent=1, ensure_ascii=False))
    if not draft:
        save_measured(
            SHARED / "results" / "soak.json",
            [({"seeds": f"{first} to {number - 1}"}, figures(counts))],
            about="How training runs end that are killed, damaged and continued.",
            command=f"nox -s soak -- --minutes {minutes:g}",
            config={"minutes": minutes, "processes": processes, "first": first},
            sources=[SHARED],
        )


def figures(counts: Counter[str]) -> dict[str, Any]:
    """Return what a results file holds: the ends of trials by themselves, all events beside them."""
    return {
        "trials": counts["trials"],
        "kills": counts["killed"] + counts["killed before there was a run"],
        "ended as undisturbed": counts["ended as the undisturbed run"],
        "refused with the remedy": sum(
            number for event, number in counts.items() if event.startswith("refused")
        ),
        "events": dict(sorted(counts.items())),
    }


if __name__ == "__main__":
    run(soak)
