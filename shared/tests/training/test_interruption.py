"""Ctrl-C and SIGTERM at any time: one line, what was saved goes on, and the exit status says so."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import toy
from toy import ToyConfig, train

from shared.training import Run, RunInterrupted
from shared.training.machine.interruption import SIGNALS, StopRequest
from shared.training.testing.stops import (
    SIGINT,
    SIGTERM,
    Stop,
    check_same_run,
    only_run,
    run_script,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

SCRIPT = Path(toy.__file__)
OPTIONS = ("--device", "cpu", "--precision", "fp32")


@pytest.fixture
def config(tmp_path: Path) -> ToyConfig:
    return ToyConfig(runs=tmp_path / "runs", precision="fp32", device="cpu")


@pytest.fixture(autouse=True)
def not_started_by_nohup() -> Iterator[None]:
    """A run leaves a signal alone that its starter told it to ignore: here none is."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_the_final_evaluation_stops_at_once_and_the_run_goes_on(
    config: ToyConfig, number: signal.Signals, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    whole = train(dataclasses.replace(config, runs=config.runs / "whole")).folder
    evaluations = 0
    evaluate = toy.evaluate

    def interrupted(held_out: toy.HeldOut) -> float:
        nonlocal evaluations
        evaluations += 1
        if evaluations == 4:  # one after each epoch, and the last
            send(number)
        return evaluate(held_out)

    monkeypatch.setattr(toy, "evaluate", interrupted)
    with pytest.raises(RunInterrupted) as stopped:
        train(dataclasses.replace(config, runs=config.runs / "stopped"))
    assert stopped.value.code == 128 + number
    folder = only_run(config.runs / "stopped")
    said = capsys.readouterr().out
    assert f"stopped after step 15; continue with --resume {folder}" in said
    assert not (folder / "summary.json").exists()
    train(dataclasses.replace(config, resume=folder))
    check_same_run(whole, folder)


def test_a_signal_in_an_evaluation_between_epochs_saves_first(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(dataclasses.replace(config, runs=config.runs / "whole")).folder
    evaluate = toy.evaluate
    monkeypatch.setattr(toy, "evaluate", lambda held_out: send(SIGINT) or evaluate(held_out))
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(config, runs=config.runs / "stopped"))
    monkeypatch.undo()
    folder = only_run(config.runs / "stopped")
    train(dataclasses.replace(config, resume=folder))
    check_same_run(whole, folder)


def test_a_signal_before_the_first_step_stops_at_once(
    config: ToyConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RunInterrupted), Run(config, "toy"):
        send(SIGINT)
    assert "nothing to continue" in capsys.readouterr().out


def test_a_signal_while_the_files_are_written_lets_them_be_written(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_equal = Run.check_equal
    monkeypatch.setattr(
        Run, "check_equal", lambda run, model: send(SIGINT) or check_equal(run, model)
    )
    assert (train(config).folder / "summary.json").exists()


def test_the_second_signal_acts_at_once() -> None:
    before = signal.signal(SIGINT, signal.default_int_handler)  # whatever earlier tests left there
    request = StopRequest()
    request.listen()
    request.wait_for_step()
    send(SIGINT)
    assert request.signal == SIGINT
    with pytest.raises(KeyboardInterrupt):
        send(SIGINT)
    with pytest.raises(RunInterrupted):
        request.act_at_once()
    signal.signal(SIGINT, before)


def test_a_hang_up_that_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        request = StopRequest()
        request.listen()
        send(signal.SIGHUP)
        assert request.signal is None
        request.restore()
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_a_signal_while_data_are_loaded_is_one_line(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        "import os; from shared.training import RunConfig, run_command\n"
        f"def train(config): os.kill(os.getpid(), {int(number)}); print('went on')\n"
        "run_command(RunConfig, train)"
    )
    done = run_script(tmp_path / "train.py")
    assert done.returncode == 128 + number
    assert (done.stdout, done.stderr.strip()) == ("", "stopped at once")


@pytest.mark.parametrize("stop", [Stop(7, SIGINT), Stop("finish", SIGTERM)])
def test_all_processes_stop_where_one_is_asked(tmp_path: Path, stop: Stop) -> None:
    """The last of two gets the signal, in a step and outside of the steps."""
    done = run_script(SCRIPT, *OPTIONS, "--runs", str(tmp_path), processes=2, stop=stop)
    assert done.statuses == [128 + stop.signal] * 2, done.stderr
    check_stopped_together(done.stdout, done.stderr, 15 if stop.step == "finish" else 7)


@pytest.mark.slow
def test_all_processes_of_torchrun_stop_where_one_is_asked(tmp_path: Path) -> None:
    options = (*OPTIONS, "--runs", str(tmp_path))
    done = run_script(SCRIPT, *options, processes=2, stop=Stop(7, SIGINT), warm=False)
    check_stopped_together(done.stdout, done.stderr, 7)
    assert "exitcode  : 130" in done.stderr
    assert "exitcode  : 1 " not in done.stderr


def check_stopped_together(stdout: str, stderr: str, step: int) -> None:
    """Make sure that it was said once, and that no process fell over the others' end."""
    assert f"stopped after step {step}; continue with --resume" in stdout
    assert stdout.count("stopped") == 1
    assert "RuntimeError" not in stderr
