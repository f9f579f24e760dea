"""Ctrl-C comes where futures are waited for, and where calls run in this process at once."""

import signal
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from shared.executors import Finished, InProcess


def test_futures_come_as_they_end():
    first, second = Future(), Future()
    with Finished() as finished:
        for future in (first, second):
            finished.watch(future)
        with pytest.raises(TimeoutError):
            finished.next_one(timeout=0)
        second.set_result(2)
        first.set_exception(OSError("gone"))
        assert [finished.next_one(), finished.next_one()] == [second, first]


def test_each_call_of_a_pool_comes_once():
    with ThreadPoolExecutor(4) as threads, Finished() as finished:
        futures = {threads.submit(pow, number, 2) for number in range(100)}
        for future in futures:
            finished.watch(future)
        assert {finished.next_one() for _ in range(100)} == futures
        with pytest.raises(TimeoutError):
            finished.next_one(timeout=0)


def test_ctrl_c_waits_until_a_future_is_waited_for():
    before = signal.getsignal(signal.SIGINT)
    done = Future()
    with Finished() as finished:
        finished.watch(done)
        done.set_result(1)
        signal.raise_signal(signal.SIGINT)  # here nothing is raised
        with pytest.raises(KeyboardInterrupt):
            finished.next_one()
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_after_the_last_future_is_raised_at_the_end():
    with pytest.raises(KeyboardInterrupt), Finished():
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_ends_a_call_in_this_process_at_once():
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), Finished(deferring=False):
            InProcess().submit(interrupted)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_thread_that_is_not_the_first_leaves_signals_alone():
    def waits():
        with Finished() as finished:
            future = Future()
            finished.watch(future)
            future.set_result(3)
            return finished.next_one().result()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(waits).result() == 3
