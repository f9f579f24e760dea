"""Where calls run: in this process, in several, or on a Dask cluster."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from shared.errors import UserError

PATIENCE = 20  # seconds until a scheduler must have answered


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
    (out of memory, a signal) loses its own call only, and a new one takes its place. Ctrl-C reaches
    this process alone, which tells its workers by `interrupt`.
    """

    def __init__(self, jobs: int) -> None:
        self._workers: set[ProcessPoolExecutor] = set()
        self._free: queue.SimpleQueue[ProcessPoolExecutor] = queue.SimpleQueue()
        for _ in range(jobs):
            self._add_worker()

    def _add_worker(self) -> None:
        # A forked process would inherit the threads of torch, which do not survive that.
        spawn = multiprocessing.get_context("spawn")
        worker = ProcessPoolExecutor(1, mp_context=spawn, initializer=begin_worker)
        self._workers.add(worker)
        self._free.put(worker)

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `call` in a free worker; waits for one."""
        while True:
            worker = self._free.get()
            try:
                future = worker.submit(call, *args, **kwargs)
                break
            except BrokenProcessPool:  # it died while it had nothing to do
                self._replace(worker)

        def release(done: Future[Any]) -> None:
            if not done.cancelled() and isinstance(done.exception(), BrokenProcessPool):
                self._replace(worker)
            else:
                self._free.put(worker)

        future.add_done_callback(release)
        return future

    def _replace(self, dead: ProcessPoolExecutor) -> None:
        self._workers.remove(dead)
        self._add_worker()

    def interrupt(self) -> None:
        """Ask the calls under way to end: a training run saves first, others end at once."""
        for process in multiprocessing.active_children():
            process.terminate()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers; Ctrl-C while waiting for them kills them."""
        try:
            for worker in list(self._workers):  # one that breaks now is replaced
                worker.shutdown(wait, cancel_futures=cancel_futures)
        except KeyboardInterrupt:
            for process in multiprocessing.active_children():
                process.kill()
            raise


class Finished:
    """Futures in the order in which they end; Ctrl-C is raised where they are waited for, or at the end.

    Anywhere else it could be raised while this process holds the lock of a future, whose worker would
    then wait for it forever (`concurrent.futures.wait` locks all of them).

    Args:
        deferring: whether Ctrl-C waits for `next_one`; not where calls run in this process.
    """

    def __init__(self, deferring: bool = True) -> None:
        self._ended: queue.SimpleQueue[Future[Any] | None] = queue.SimpleQueue()
        self._interrupted = False
        self._deferring = deferring and threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Finished:
        if self._deferring:
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._deferring:
            signal.signal(signal.SIGINT, self._before)
        if self._interrupted and kind is None:  # after the last one
            raise KeyboardInterrupt

    def _interrupt(self, *_: object) -> None:
        self._interrupted = True
        self._ended.put(None)  # the one kind of queue that a signal's handler may use

    def watch(self, future: Future[Any]) -> None:
        """Have `next_one` return this future, once, when it has ended."""
        future.add_done_callback(self._ended.put)

    def next_one(self, timeout: float | None = None) -> Future[Any]:
        """Wait for a future that has ended.

        Raises:
            TimeoutError: none has within `timeout` seconds.
            KeyboardInterrupt: Ctrl-C, now or since the last call.
        """
        try:
            future = self._ended.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None
        if self._interrupted or future is None:
            self._interrupted = False
            raise KeyboardInterrupt
        return future


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach while they still import."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_worker() -> None:
    """Prepare a worker process: it ends with the process that started it, and not by Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgrp"):  # out of the terminal's group, which gets Ctrl-C
        os.setpgrp()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def open_executor(jobs: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Yield an executor, and how many calls it runs at a time.

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
    with connected(scheduler) as client:
        yield client.get_executor(pure=False), sum(client.nthreads().values())


@contextlib.contextmanager
def connected(scheduler: str) -> Iterator[Any]:
    """Yield a client of a Dask cluster that has workers.

    Raises:
        ExecutorError: the cluster cannot be reached, has no workers, or Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ExecutorError(
            'a cluster needs Dask: pip install "coursework-shared[cluster]"'
        ) from None
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ExecutorError(
            f"no Dask scheduler answers at {scheduler} ({error}): start `dask scheduler`"
        ) from None
    with client:
        if not client.nthreads():
            raise ExecutorError(f"{scheduler} has no workers: start some with this address")
        yield client
