"""What a stopped run goes on from: damage is refused and the way on is named; one writer at a time."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from toy import ToyConfig, train

from shared.training import (
    CheckpointError,
    Run,
    RunFolderError,
    RunInterrupted,
    parse_config,
    read_metrics,
)
from shared.training.folder.checkpoints import (
    checkpoint_path,
    load_checkpoint,
    previous_path,
    save_checkpoint,
    step_of,
)
from shared.training.folder.writer_lock import NAME, WriterLock
from shared.training.settings.config import config_of_run
from shared.training.testing.stops import check_same_run, only_run


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ToyConfig:
    runs = tmp_path_factory.mktemp("whole")
    return ToyConfig(runs=runs, precision="fp32", device="cpu", checkpoint_seconds=0)


@pytest.fixture(scope="module")
def whole(settings: ToyConfig) -> Path:
    """An undisturbed run."""
    return train(settings).folder


@pytest.fixture(scope="module")
def stopped_once(settings: ToyConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was stopped after step 9, with a checkpoint of step 8 before."""
    runs = tmp_path_factory.mktemp("stopped")
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(settings, runs=runs, stop_at=8))
    return only_run(runs)


@pytest.fixture
def stopped(stopped_once: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(stopped_once, tmp_path / "runs" / "run"))


def resume(where: Path, *options: str) -> Run:
    return train(parse_config(ToyConfig, ["--resume", str(where), "--stop-at", "-1", *options], ""))


def rest(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = {
    "one bit": lambda path: flip(path, 8 * path.stat().st_size // 2),
    "its first bit": lambda path: flip(path, 0),
    "its last bit": lambda path: flip(path, 8 * path.stat().st_size - 1),
    "cut short": lambda path: rest(path, 1000),
    "cut by a byte": lambda path: rest(path, path.stat().st_size - 1),
    "empty": lambda path: rest(path, 0),
    "rubbish": lambda path: path.write_bytes(random.Random(0).randbytes(5000)),
    "a folder": folder_instead,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_refused_and_the_one_before_goes_on(
    whole: Path, stopped: Path, damage: str
) -> None:
    DAMAGES[damage](checkpoint_path(stopped))
    previous = previous_path(stopped)
    with pytest.raises(CheckpointError) as refused:
        resume(stopped)
    message = str(refused.value)
    assert message.startswith(f"{checkpoint_path(stopped)} cannot be read")
    assert message.endswith(f": go on from step 8 with --resume {previous}")
    assert "\n" not in message
    assert "weights_only" not in message
    if damage == "a folder":
        checkpoint_path(stopped).rmdir()  # what is no file of ours is not removed
    resume(previous)
    check_same_run(whole, stopped)
    assert step_of(checkpoint_path(stopped)) == 15


def test_every_bit_of_a_checkpoint_counts(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    save_checkpoint(path, {"step": 3, "model": {}})
    content = path.read_bytes()
    for bit in random.Random(0).sample(range(8 * len(content)), 300):
        path.write_bytes(content)
        flip(path, bit)
        with pytest.raises(CheckpointError, match="cannot be read"):
            load_checkpoint(path)


def test_where_both_checkpoints_are_damaged_only_a_new_run_is_left(stopped: Path) -> None:
    for path in (checkpoint_path(stopped), previous_path(stopped)):
        flip(path, 4000)
    with pytest.raises(CheckpointError, match=r"state\.pt cannot be read .*: start a new run$"):
        resume(stopped)
    with pytest.raises(CheckpointError, match=r"previous\.pt cannot be read .*: start a new run$"):
        resume(previous_path(stopped))


def test_a_lost_checkpoint_leaves_the_one_before(whole: Path, stopped: Path) -> None:
    checkpoint_path(stopped).unlink()
    with pytest.raises(CheckpointError, match=r"does not exist: go on from step 8 with --resume"):
        resume(stopped)
    resume(previous_path(stopped))
    check_same_run(whole, stopped)


def test_a_run_can_go_back_to_the_checkpoint_before(whole: Path, stopped: Path) -> None:
    resume(previous_path(stopped))
    check_same_run(whole, stopped)


@pytest.mark.parametrize(
    "damage", ["", "{", '{"epoch": 1}\n', "\x00\x01", "[1]\n[2]\n[3]\n", "gone"]
)
def test_damaged_records_are_written_again(
    whole: Path, stopped: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = stopped / "metrics.jsonl"
    if damage == "gone":
        path.unlink()
    else:
        path.write_text(damage)
    resume(stopped)
    assert "metrics.jsonl was damaged: written again" in capsys.readouterr().out
    check_same_run(whole, stopped)


def test_damaged_records_are_named(stopped: Path) -> None:
    (stopped / "metrics.jsonl").write_bytes(b'{"epoch": 1}\n{"epo\xff\n')
    with pytest.raises(RunFolderError, match=r"metrics\.jsonl is damaged .*--resume"):
        read_metrics(stopped)
    (stopped / "metrics.jsonl").unlink()
    with pytest.raises(RunFolderError, match="cannot be read"):
        read_metrics(stopped)


@pytest.mark.parametrize("name", ["metrics.jsonl", "config.json"])
def test_a_folder_in_place_of_a_file_is_named(stopped: Path, name: str) -> None:
    folder_instead(stopped / name)
    with pytest.raises(
        RunFolderError, match=rf"cannot write .*{name} .*: something else is in its"
    ):
        resume(stopped)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"config": 3}', "\x00", "0.05 → 0.15"])
def test_the_settings_of_the_checkpoint_count(whole: Path, stopped: Path, damage: str) -> None:
    path = stopped / "config.json"
    changed = path.read_text().replace('"learning_rate": 0.05', '"learning_rate": 0.15')
    path.write_text(changed if damage == "0.05 → 0.15" else damage)
    resume(stopped)
    check_same_run(whole, stopped)
    assert json.loads(path.read_text())["config"]["learning_rate"] == 0.05


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("nowhere", "nowhere does not exist"),
        ("file", "file is a file, not the folder of a run"),
        ("empty", "empty is no run folder: it has no config.json"),
        ("begun", "state.pt does not exist: the run was stopped before its first checkpoint"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, what: str, message: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "config.json").write_text("{}")
    with pytest.raises(CheckpointError, match=message):
        resume(tmp_path / what)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0.3}, "--learning-rate 0.05, .*leave out --learning-rate 0.3"),
        ({"seed": 1}, "--seed 0, .*leave out --seed 1"),
        ({"precision": "bf16"}, "--precision fp32, .*leave out --precision bf16"),
        ({"hidden": 8}, "--hidden 16, .*leave out --hidden 8"),
    ],
)
def test_settings_that_contradict_the_run_are_refused_without_a_command_line(
    stopped: Path, change: dict[str, object], message: str
) -> None:
    before = config_of_run(ToyConfig, stopped)
    with pytest.raises(CheckpointError, match=message):
        Run(dataclasses.replace(before, **change), "toy")
    with Run(before, "toy"):
        pass  # the refused ones hold no lock


def test_temporary_files_of_a_killed_run_are_removed(stopped: Path) -> None:
    for folder in (stopped, stopped / "checkpoint"):
        (folder / ".state.pt.abc.tmp").write_text("half")
    resume(stopped)
    assert not list(stopped.rglob("*.tmp"))
    assert not (stopped / NAME).exists()


# -- one writer ------------------------------------------------------------------------------


def test_a_run_that_another_process_writes_is_refused(stopped: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from shared.training.folder.writer_lock import WriterLock;"
        "lock = WriterLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, stopped], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RunFolderError, match=rf"written by process {other.pid} on .*: wait"):
            resume(stopped)
        assert read_metrics(stopped), "reading needs no lock"
        other.kill()
    assert (stopped / NAME).exists(), "the killed process had no time to tidy up"
    resume(stopped)


def test_one_process_has_one_lock_on_a_folder(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path), WriterLock(tmp_path)
    first.acquire()
    with pytest.raises(RunFolderError, match="written by this process"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
    assert not list(tmp_path.iterdir())


def test_runs_that_begin_in_one_moment_have_folders_of_their_own(
    settings: ToyConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one sees the first one's folder only when it makes its own."""
    config = dataclasses.replace(settings, runs=tmp_path)
    with Run(config, "toy") as first, Run(config, "toy") as second, Run(config, "toy") as third:
        assert len({first.folder, second.folder, third.folder}) == 3


# -- auto ------------------------------------------------------------------------------------


def auto(settings: ToyConfig, runs: Path, **changes: object) -> Path:
    return train(dataclasses.replace(settings, runs=runs, resume=Path("auto"), **changes)).folder


def test_auto_begins_a_run_where_there_is_none(
    settings: ToyConfig, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = auto(settings, tmp_path)
    assert f"no unfinished run of these settings in {tmp_path}; begins {folder}" in (
        capsys.readouterr().out
    )
    check_same_run(whole, folder)
    assert auto(settings, tmp_path) != folder, "it was finished"


def test_auto_goes_on_with_the_newest_unfinished_run_of_these_settings(
    settings: ToyConfig, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for step, seed in ((4, 0), (6, 0), (8, 1)):
        with pytest.raises(RunInterrupted):
            train(dataclasses.replace(settings, runs=tmp_path, seed=seed, stop_at=step))
    # neither names nor times of files tell which is newer
    of_step = {step_of(checkpoint_path(folder)): folder for folder in tmp_path.iterdir()}
    names = [tmp_path / name for name in ("z", "a", "zz")]
    for step, name in zip((5, 7, 9), names, strict=True):
        of_step[step].rename(name)
        for path in name.rglob("*"):
            os.utime(path, (0, 10**6 - step))
    folder = auto(settings, tmp_path, stop_at=6)
    assert folder == tmp_path / "a"
    assert f"--resume auto: goes on with {folder}" in capsys.readouterr().out
    assert json.loads((folder / "summary.json").read_text())["config"]["resume"] is None


def test_auto_passes_over_a_run_that_another_process_writes(
    settings: ToyConfig, stopped: Path
) -> None:
    lock = WriterLock(stopped)
    lock.acquire()
    with pytest.raises(RunInterrupted):
        auto(settings, stopped.parent, stop_at=8)
    lock.release()
    assert len(list(stopped.parent.iterdir())) == 2


@pytest.mark.parametrize(("epochs", "refused"), [(2, True), (3, False)])
def test_a_run_cannot_end_before_what_it_has_trained(
    settings: ToyConfig, tmp_path: Path, epochs: int, refused: bool
) -> None:
    folder = train(dataclasses.replace(settings, runs=tmp_path, epochs=3)).folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if refused:
        with pytest.raises(CheckpointError, match=r"begun epoch 3, .* --epochs 3 or more"):
            resume(folder, "--epochs", str(epochs))
        assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    else:
        assert resume(folder, "--epochs", str(epochs)).epoch == 3


def test_a_run_within_an_epoch_cannot_end_before_it(settings: ToyConfig, tmp_path: Path) -> None:
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(settings, runs=tmp_path, stop_at=6))
    checkpoint = load_checkpoint(checkpoint_path(only_run(tmp_path)))
    assert checkpoint["step_in_epoch"] > 0, "the test is about this"
    within = checkpoint["epoch"] + 1
    with pytest.raises(CheckpointError, match=f"begun epoch {within}, .*--epochs {within} or more"):
        resume(only_run(tmp_path), "--epochs", str(within - 1))


def test_auto_goes_on_with_a_run_that_was_made_longer(
    settings: ToyConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = train(dataclasses.replace(settings, runs=tmp_path, epochs=2)).folder
    with pytest.raises(RunInterrupted):
        resume(folder, "--epochs", "3", "--stop-at", "12")
    assert "3 epochs in place of 2: what falls until the end" in capsys.readouterr().out
    assert auto(settings, tmp_path, stop_at=12) == folder


@pytest.mark.parametrize(
    "content", ['{"config":', "[]", "{}", '{"config": []}', '{"config": null}']
)
def test_a_damaged_description_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(CheckpointError, match=r"config\.json is damaged .*--resume"):
        config_of_run(ToyConfig, tmp_path)
