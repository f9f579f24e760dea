"""Where measurements run: in this process, in several, or on a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from shared.errors import UserError


class ExecutorError(UserError):
    """A cluster that cannot be reached, or lacks what it needs."""


class InProcess(Executor):
    """Runs each call at once, here."""

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `call`; the future is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(call(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(Executor):
    """So many worker processes, each a pool of its own.

    When a worker of a shared pool dies, the pool ends all others with it. Here a worker that dies
    (out of memory, a signal) loses its own call only, and a new one takes its place.
    """

    def __init__(self, jobs: int) -> None:
        self._free = [self._worker() for _ in range(jobs)]
        self._busy: list[ProcessPoolExecutor] = []

    @staticmethod
    def _worker() -> ProcessPoolExecutor:
        # A forked process would inherit the threads of torch, which do not survive that.
        return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `call` in a free worker.

        Raises:
            IndexError: as many calls are under way as there are workers.
        """
        worker = self._free.pop()
        self._busy.append(worker)
        future = worker.submit(call, *args, **kwargs)

        def release(done: Future[Any]) -> None:
            died = not done.cancelled() and isinstance(done.exception(), BrokenProcessPool)
            self._busy.remove(worker)
            self._free.append(self._worker() if died else worker)

        future.add_done_callback(release)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers."""
        for worker in [*self._free, *self._busy]:
            worker.shutdown(wait, cancel_futures=cancel_futures)


@contextlib.contextmanager
def open_executor(jobs: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """An executor, and how many calls it runs at a time.

    Args:
        jobs: processes on this machine; 1 is this process itself.
        scheduler: of a Dask cluster, tcp://HOST:8786; its workers must have this repository, at
            the same commit, and stand in the assignment's folder.

    Raises:
        ExecutorError: the cluster cannot be reached, or Dask is not installed.
    """
    if scheduler is None:
        with InProcess() if jobs == 1 else Processes(jobs) as executor:
            yield executor, jobs
        return
    try:
        from distributed import Client
    except ImportError:
        raise ExecutorError(
            'a cluster needs Dask: pip install "coursework-shared[cluster]"'
        ) from None
    try:
        client = Client(scheduler, timeout=20)
    except (OSError, ValueError) as error:
        raise ExecutorError(
            f"no Dask scheduler answers at {scheduler} ({error}): start `dask scheduler`"
        ) from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise ExecutorError(f"{scheduler} has no workers: start `dask worker {scheduler}`")
        yield client.get_executor(pure=False), workers
