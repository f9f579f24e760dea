"""Where a class is judged: on this machine, on a Dask cluster's, or by SLURM.

A hand-in travels as the text of its files, and its grade travels back. The workers are ordinary
machines with this repository, at the same commit, and the assignment's environment. Dask and submitit
hand over pickles: use them among machines that trust each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from shared.executors import ExecutorError, connected
from shared.grading.classes.judges import end_all, judge_here
from shared.grading.classes.one import Outcome, Task
from shared.grading.judging.judge import start
from shared.grading.walls.limits import Level, Limits, Place

ALONE = 60.0
"""Seconds without any worker after which a class is given up."""

Submit = Callable[[Task], "Future[Outcome]"]


@contextlib.contextmanager
def machines(project: Path, jobs: int, scheduler: str | None) -> Iterator[Submit]:
    """Yield a function that has a hand-in judged somewhere.

    Args:
        project: the assignment's folder on this machine.
        jobs: judges on this machine, where there is no scheduler; with SLURM, tasks at a time.
        scheduler: tcp://HOST:8786 of a Dask cluster; "slurm" for submitit, which uses processes of this
            machine where there is no SLURM.

    Raises:
        ExecutorError: the cluster cannot be reached, or a package is missing.
    """
    if scheduler is None:
        with _ending(), ThreadPoolExecutor(jobs) as threads:
            yield lambda task: threads.submit(judge_here, task, project)
    elif scheduler == "slurm":
        with (
            tempfile.TemporaryDirectory(prefix="class-", dir=Path.cwd()) as folder,
            ThreadPoolExecutor(jobs) as threads,
        ):
            yield _by_submitit(Path(folder), threads)
    else:
        with connected(scheduler) as client:
            client.run_on_scheduler(_tell_each_death)
            executor: Executor = client.get_executor(pure=False)
            yield lambda task: _watched(client, executor.submit(judge_here, task))


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    try:
        yield
    finally:
        end_all()


def _tell_each_death(dask_scheduler: Any) -> None:
    """Have the class decide what becomes of all that a lost worker had."""
    dask_scheduler.allowed_failures = 0


def _watched(client: Any, future: Future[Outcome]) -> Future[Outcome]:
    """Return a future that also ends when no worker has been there for a while."""
    outer: Future[Outcome] = Future()
    outer.set_running_or_notify_cancel()  # whoever gives up closes the client

    def watch() -> None:
        last_seen = time.monotonic()
        while True:
            try:
                outer.set_result(future.result(timeout=5))
                return
            except TimeoutError:
                if client.nthreads():
                    last_seen = time.monotonic()
                elif time.monotonic() - last_seen > ALONE:
                    outer.set_exception(ExecutorError("no worker is left"))
                    return
            except BaseException as error:
                outer.set_exception(error)
                return

    threading.Thread(target=watch, daemon=True).start()
    return outer


def _by_submitit(folder: Path, threads: Executor) -> Submit:
    try:
        import submitit
    except ImportError:
        raise ExecutorError(
            'submitit is missing: pip install "coursework-shared[cluster]"'
        ) from None
    executor = submitit.AutoExecutor(folder)
    executor.update_parameters(name="grading", timeout_min=60, cpus_per_task=1)
    return lambda task: threads.submit(lambda: executor.submit(judge_alone, task).result())


def judge_alone(task: Task) -> Outcome:
    """Judge one hand-in in a job of its own."""
    with _ending():
        return judge_here(task)


def strongest_level(demanded: Level) -> Level:
    """Return the strongest walls that start on this machine.

    Raises:
        SandboxError: none as strong as demanded.
    """
    with tempfile.TemporaryDirectory(prefix="probe-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)
        place = Place("probe", folder / "code", folder / "scratch", folder / "root", ())
        for inner in (place.code, place.scratch, place.root):
            inner.mkdir(mode=0o755)
        student, level, _ = start(demanded, place, Limits())
        student._close()
        return level


def work(scheduler: str, jobs: int, demanded: Level) -> None:
    """Serve a Dask scheduler with so many judges, until it ends.

    Raises:
        SandboxError: the walls here are weaker than demanded.
        ExecutorError: the scheduler does not answer, or Dask is not installed.
    """
    try:
        import dask
        from distributed import Nanny
    except ImportError:
        raise ExecutorError(
            'a cluster needs Dask: pip install "coursework-shared[cluster]"'
        ) from None
    level = strongest_level(demanded)
    print(
        f"{socket.gethostname()}: {jobs} judge{'s' * (jobs > 1)} behind walls of the level {level}, "
        f"for {scheduler}; Ctrl-C ends",
        flush=True,
    )
    # The worker's process must be able to start the judge's.
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        tempfile.TemporaryDirectory() as own,
    ):

        async def serve() -> None:
            async with contextlib.AsyncExitStack() as stack:
                nannies = [
                    await stack.enter_async_context(
                        Nanny(scheduler, nthreads=1, memory_limit=0, local_directory=own)
                    )
                    for _ in range(jobs)
                ]
                await asyncio.gather(*(nanny.finished() for nanny in nannies))

        try:
            asyncio.run(serve())
        except (OSError, TimeoutError) as error:
            raise ExecutorError(f"no Dask scheduler answers at {scheduler} ({error})") from None
