"""How the threads of small training steps wait, and how many there are: beside another program, too.

By default threads that wait for each other spin for a while, which keeps the core from others;
`import shared` lets them sleep (OMP_WAIT_POLICY=passive). A process for each way takes its turn, and
does the same steps once with the machine as it is and once beside a process that is never idle. What
counts is the time on the clock, so a busy machine shows in the load average that is noted.

    python benchmarks/waiting.py --rounds 20 --save
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from shared.benchmark import Comparison
from shared.commands import run
from shared.reporting.results import save_measured

RESULTS = Path(__file__).resolve().parents[1] / "results"
WAYS = {  # the threads, and what the environment says of how they wait
    "two threads that spin": (2, {}),
    "two threads that sleep": (2, {"OMP_WAIT_POLICY": "passive"}),
    "one thread": (1, {}),
}
SPINNING = next(iter(WAYS))
ALONE, BESIDE = "as it is", "beside a busy process"

TRAINS = """
import sys, time, torch
torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Conv2d(3, 16, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(3136, 10)
)
images, labels = torch.randn(32, 3, 16, 16), torch.arange(32) % 10
optimizer = torch.optim.SGD(model.parameters(), 1e-3)
for _ in sys.stdin:
    clock, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(sys.argv[2])):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
    print(time.perf_counter() - clock, time.process_time() - cpu, loss.item(), flush=True)
"""


class Trainer(contextlib.AbstractContextManager["Trainer"]):
    """A process that does so many steps whenever it is asked.

    Attributes:
        losses: after each turn.
    """

    def __init__(self, threads: int, waiting: dict[str, str], steps: int) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "MKL_"))}
        self.losses: list[float] = []
        self._process = subprocess.Popen(
            [sys.executable, "-c", TRAINS, str(threads), str(steps)], env=environment | waiting, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def turn(self) -> tuple[float, float]:
        """Return the seconds on the clock and of the processor."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        clock, cpu, loss = map(float, self._process.stdout.readline().split())
        self.losses.append(loss)
        return clock, cpu


@contextlib.contextmanager
def busy(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a stopped process go on meanwhile."""
    process.send_signal(signal.SIGCONT)
    try:
        yield
    finally:
        process.send_signal(signal.SIGSTOP)


def main(rounds: int = 20, steps: int = 50, save: bool = False) -> None:
    """Time all ways in turns.

    Args:
        rounds: how often each is timed, alone and beside another process.
        steps: of a turn.
        save: write the results file.
    """
    load = os.getloadavg()[0]
    clock: dict[str, dict[str, list[float]]] = {
        part: {way: [] for way in WAYS} for part in (ALONE, BESIDE)
    }
    cpu: dict[str, dict[str, list[float]]] = {
        part: {way: [] for way in WAYS} for part in (ALONE, BESIDE)
    }
    with contextlib.ExitStack() as processes:
        trainers = {way: processes.enter_context(Trainer(*how, steps)) for way, how in WAYS.items()}
        other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        processes.callback(other.wait)
        processes.callback(other.kill)
        other.send_signal(signal.SIGSTOP)
        for trainer in trainers.values():
            trainer.turn()  # the first steps choose algorithms
        for number in range(rounds):
            order = list(WAYS)[number % len(WAYS) :] + list(WAYS)[: number % len(WAYS)]
            for part in (ALONE, BESIDE):
                with busy(other) if part == BESIDE else contextlib.nullcontext():
                    for way in order:
                        seconds = trainers[way].turn()
                        clock[part][way].append(seconds[0])
                        cpu[part][way].append(seconds[1])
        for way, trainer in trainers.items():
            np.testing.assert_allclose(
                trainer.losses, trainers[SPINNING].losses, rtol=1e-3, err_msg=way
            )
    rows = []
    table = Table(title=f"{rounds} rounds of {steps} steps, load average {load:.1f} before")
    for head in (
        "the machine",
        "way",
        "ms",
        "CPU ms",
        f"times as fast as {SPINNING}",
        "slowed down",
    ):
        table.add_column(head)
    for part in (ALONE, BESIDE):
        for labels, metrics in Comparison(SPINNING, clock[part], threads=2).measured():
            way = labels["candidate"]
            slowed = np.asarray(clock[part][way]) / np.asarray(clock[ALONE][way])
            metrics |= {
                "seconds": metrics["cpu_seconds"],
                "cpu_seconds": float(np.median(cpu[part][way])),
                "slowed": float(np.median(slowed)),
                "slowed/quartiles": "{:.2f} to {:.2f}".format(*np.quantile(slowed, [0.25, 0.75])),
            }
            rows.append(({"machine": part, "way": way}, metrics))
            table.add_row(
                part, way, f"{1e3 * metrics['seconds']:.1f}", f"{1e3 * metrics['cpu_seconds']:.1f}",
                f"{metrics['speedup']:.2f} ({metrics['speedup/quartiles']})",
                f"{metrics['slowed']:.2f} ({metrics['slowed/quartiles']})",
            )  # fmt: skip
    Console().print(table)
    if save:
        save_measured(
            RESULTS / "waiting.json", rows,
            about="Small training steps whose waiting threads sleep, against threads that spin.",
            command=f"python benchmarks/waiting.py --rounds {rounds} --steps {steps} --save",
            config={
                "rounds": rounds, "steps": steps, "cores": os.cpu_count(),
                "load_average": round(load, 1),
            },
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
