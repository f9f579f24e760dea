"""A run repeats, survives being killed, and says clearly what stops it."""

from __future__ import annotations

import dataclasses
import json
import signal
from pathlib import Path

import pytest
import safetensors.torch
import torch
import toy
from toy import ToyConfig, ToyNetwork, train

from shared.training import (
    CheckpointError,
    NonFiniteError,
    Run,
    RunConfig,
    RunFolderError,
    RunInterrupted,
    parse_config,
    read_metrics,
)
from shared.training.folder.checkpoints import checkpoint_path, save_checkpoint
from shared.training.testing.stops import only_run, run_script
from shared.training.testing.warm import Ended


@pytest.fixture
def config(tmp_path: Path) -> ToyConfig:
    return ToyConfig(runs=tmp_path / "runs", precision="fp32", device="cpu")


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return safetensors.torch.load_file(folder / "model.safetensors")


def assert_same_weights(one: Path, two: Path) -> None:
    first, second = weights(one), weights(two)
    assert first.keys() == second.keys()
    for name in first:
        assert torch.equal(first[name], second[name]), f"{name} differs"


def without_times(folder: Path) -> list[dict[str, float]]:
    return [
        {name: value for name, value in record.items() if name != "seconds"}
        for record in read_metrics(folder)
    ]


def run_toy(*options: str, processes: int = 0) -> Ended:
    return run_script(
        Path(toy.__file__), "--device", "cpu", "--precision", "fp32", *options, processes=processes
    )


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(config: ToyConfig) -> None:
    one, two = train(config), train(config)
    other = train(dataclasses.replace(config, seed=1))
    assert_same_weights(one.folder, two.folder)
    assert without_times(one.folder) == without_times(two.folder)
    assert not torch.equal(weights(one.folder)["0.weight"], weights(other.folder)["0.weight"])


def test_a_run_names_the_commit_that_it_began_with(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = iter(["before", *["meanwhile"] * 99])
    monkeypatch.setattr("shared.training.run.commit", lambda: next(commits))
    folder = train(config).folder
    for name in ("config.json", "summary.json"):
        assert json.loads((folder / name).read_text())["provenance"]["commit"] == "before"


def test_a_run_folder_holds_everything(config: ToyConfig) -> None:
    folder = train(config).folder
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "config.json", "metrics.jsonl", "summary.json", "model.safetensors",
        "checkpoint", "curves.svg", "tensorboard",
    }  # fmt: skip
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["steps"] == 15
    assert summary["metrics"]["valid/loss"] == read_metrics(folder)[-1]["valid/loss"]
    assert summary["provenance"]["packages"]["torch"] in torch.__version__
    assert [record["step"] for record in read_metrics(folder)] == [5, 10, 15]
    assert "</svg>" in (folder / "curves.svg").read_text()
    assert list((folder / "tensorboard").glob("events.out.tfevents.*"))


@pytest.mark.parametrize("kill_at", [7, 10])
def test_a_killed_run_resumes_bit_for_bit(config: ToyConfig, kill_at: int) -> None:
    """SIGKILL in the middle of an epoch (7) and at its last step (10)."""
    whole = train(config)
    killed = run_toy(
        "--runs", str(config.runs / "killed"), "--checkpoint-seconds", "0",
        "--kill-at", str(kill_at),
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    folder = only_run(config.runs / "killed")
    assert not (folder / "summary.json").exists()
    resumed = run_toy("--resume", str(folder), "--kill-at", "-1")
    assert resumed.returncode == 0, resumed.stderr
    assert f"at step {kill_at}" in resumed.stdout
    assert_same_weights(whole.folder, folder)
    assert without_times(whole.folder) == without_times(folder)


def test_a_stop_request_saves_first_and_names_the_way_on(config: ToyConfig) -> None:
    whole = train(config)
    with pytest.raises(RunInterrupted) as stopped:
        train(dataclasses.replace(config, stop_at=6, runs=config.runs / "stopped"))
    assert stopped.value.code == 128 + signal.SIGTERM
    folder = only_run(config.runs / "stopped")
    resumed = train(dataclasses.replace(config, resume=folder))
    assert_same_weights(whole.folder, resumed.folder)
    assert without_times(whole.folder) == without_times(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_run_does_not_finish_with_a_figure_that_is_none(
    config: ToyConfig, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    whole = Run.finish
    monkeypatch.setattr(Run, "finish", lambda run, _: whole(run, {"test/loss": value}))
    with pytest.raises(NonFiniteError, match=f"test/loss became {value} in epoch 3"):
        train(config)
    folder = only_run(config.runs)
    assert not (folder / "summary.json").exists()
    assert not (folder / "model.safetensors").exists()
    assert checkpoint_path(folder).exists()


def test_resuming_a_finished_run_changes_nothing(config: ToyConfig) -> None:
    folder = train(config).folder
    before = weights(folder)["0.weight"]
    train(dataclasses.replace(config, resume=folder))
    assert torch.equal(before, weights(folder)["0.weight"])
    assert len(read_metrics(folder)) == 3


def test_a_resume_with_nothing_to_do_leaves_the_randomness_as_it_was(config: ToyConfig) -> None:
    whole = train(dataclasses.replace(config, epochs=4))
    folder = train(dataclasses.replace(config, epochs=2)).folder
    for epochs in (2, 4):
        train(dataclasses.replace(config, epochs=epochs, resume=folder))
    assert_same_weights(whole.folder, folder)


def test_resuming_with_more_epochs_goes_on(config: ToyConfig) -> None:
    folder = train(config).folder
    longer = parse_config(ToyConfig, ["--resume", str(folder), "--epochs", "5"], "")
    assert longer == dataclasses.replace(config, resume=folder, epochs=5)
    first = json.loads((folder / "summary.json").read_text())
    train(longer)
    assert [record["epoch"] for record in read_metrics(folder)] == [1, 2, 3, 4, 5]
    assert json.loads((folder / "config.json").read_text())["config"]["epochs"] == 5
    both = json.loads((folder / "summary.json").read_text())
    for clock in ("seconds", "cpu_seconds"):
        assert both[clock] > first[clock], "the time of all parts counts"


@pytest.mark.parametrize(
    ("option", "value", "before"),
    [
        ("--learning-rate", "0.3", "0.05"),
        ("--seed", "1", "0"),
        ("--precision", "bf16", "fp32"),
        ("--hidden", "8", "16"),
        ("--runs", "elsewhere", "runs"),
    ],
)
def test_an_option_that_contradicts_the_run_is_refused_by_name(
    config: ToyConfig, option: str, value: str, before: str
) -> None:
    folder = train(config).folder
    with pytest.raises(CheckpointError, match=rf"{option} .*{before}.*leave out {option} {value}"):
        parse_config(ToyConfig, ["--resume", str(folder), option, value], "")


def test_an_option_that_says_what_the_run_says_is_no_contradiction(config: ToyConfig) -> None:
    folder = train(config).folder
    parse_config(ToyConfig, ["--resume", str(folder), "--learning-rate", "0.05"], "")


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_reach_the_metrics_of_one(config: ToyConfig, processes: int) -> None:
    """A batch of 20 is shared as 10 and 10, or 7, 7 and 6."""
    one = train(dataclasses.replace(config, dropout=0.0))
    done = run_toy("--runs", str(config.runs / "two"), "--dropout", "0", processes=processes)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("epoch 3/3") == 1, "only one process may print"
    for alone, together in zip(
        read_metrics(one.folder), read_metrics(only_run(config.runs / "two")), strict=True
    ):
        for name in ("train/loss", "valid/loss"):
            # float32 sums in another order differ in the last digits
            assert together[name] == pytest.approx(alone[name], rel=1e-5)


def test_a_loss_that_is_no_number_stops_the_run(config: ToyConfig) -> None:
    class Broken(ToyNetwork):
        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return super().forward(inputs) * float("nan")

    original, toy.ToyNetwork = toy.ToyNetwork, Broken
    try:
        with pytest.raises(NonFiniteError, match="the loss became nan in epoch 1, by step 1"):
            train(config)
    finally:
        toy.ToyNetwork = original
    assert not (only_run(config.runs) / "checkpoint").exists(), "a bad state was saved"


def test_a_metric_that_is_no_number_is_named(config: ToyConfig) -> None:
    with Run(config, "toy") as run, pytest.raises(NonFiniteError, match="valid/rmse became inf"):
        run.log({"valid/rmse": float("inf")})


def test_a_place_that_cannot_be_written_is_reported(config: ToyConfig, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="choose another place with --runs"):
        Run(dataclasses.replace(config, runs=tmp_path / "file" / "runs"), "toy")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_a_full_disk_is_reported(config: ToyConfig) -> None:
    with Run(config, "toy") as run:
        run._logbook._file.close()
        run._logbook._file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115
        with pytest.raises(RunFolderError, match=r"No space left.*free some space"):
            run.log({"valid/loss": 1.0})


def test_a_checkpoint_of_another_shape_is_refused_by_name(config: ToyConfig) -> None:
    folder = train(config).folder
    with Run(dataclasses.replace(config, resume=folder), "toy") as run:
        model = ToyNetwork(8, 0.2)
        with pytest.raises(CheckpointError, match=r"'0\.weight' has shape \(16, 5\), not \(8, 5\)"):
            run.prepare(model, torch.optim.SGD(model.parameters(), 0.1))


def test_a_checkpoint_of_another_model_is_refused_by_name(config: ToyConfig) -> None:
    folder = train(config).folder
    with Run(dataclasses.replace(config, resume=folder), "toy") as run:
        model = torch.nn.Linear(5, 1)
        with pytest.raises(
            CheckpointError, match="holds a ToyNetwork, but this run builds a Linear"
        ):
            run.prepare(model, torch.optim.SGD(model.parameters(), 0.1))


def test_code_in_a_checkpoint_is_not_executed(config: ToyConfig, tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "executed",))

    folder = train(config).folder
    save_checkpoint(checkpoint_path(folder), {"step": 1, "model": Attack()})
    with pytest.raises(
        CheckpointError, match=r"cannot be read \(it holds something else"
    ) as refused:
        train(dataclasses.replace(config, resume=folder))
    assert "weights_only" not in str(refused.value), "torch's advice to read it without safety"
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("first_stop", [3, 4])
def test_a_run_goes_on_with_two_processes_and_with_one_again(
    config: ToyConfig, first_stop: int
) -> None:
    """Stopped in the middle of an epoch or at its last step; without dropout nothing changes."""
    config = dataclasses.replace(config, dropout=0.0)
    whole = train(config)
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(config, stop_at=first_stop, runs=config.runs / "moved"))
    folder = only_run(config.runs / "moved")
    stopped = run_toy("--resume", str(folder), "--stop-at", "8", processes=2)
    assert stopped.returncode != 0
    assert "2 process(es) go on where 1 stopped" in stopped.stdout
    assert "stopped after step 9" in stopped.stdout
    train(dataclasses.replace(config, resume=folder))
    for alone, moved in zip(without_times(whole.folder), without_times(folder), strict=True):
        # float32 sums in another order differ in the last digits
        assert moved == pytest.approx(alone, rel=1e-5)


def test_resume_needs_a_run_folder(tmp_path: Path) -> None:
    done = run_toy("--resume", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"error: {tmp_path} is no run folder: it has no config.json\n"


def test_a_run_of_another_assignment_is_refused(config: ToyConfig) -> None:
    folder = train(config).folder
    with pytest.raises(CheckpointError, match=r"saved settings are none of RunConfig.*dropout"):
        parse_config(RunConfig, ["--resume", str(folder)], "")


def test_options_override_the_smoke_settings(tmp_path: Path) -> None:
    assert parse_config(ToyConfig, ["--smoke"], "").epochs == 1
    assert parse_config(ToyConfig, ["--smoke", "--epochs", "2"], "").epochs == 2


def test_images_are_laid_out_channels_last_with_a_convolution(config: ToyConfig) -> None:
    with Run(config, "toy") as run:
        model = torch.nn.Conv2d(3, 8, 3)
        model, _ = run.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
        images, labels = run.to_device((torch.zeros(2, 3, 8, 8), torch.zeros(2)))
        assert images.is_contiguous(memory_format=torch.channels_last)
        assert model.weight.is_contiguous(memory_format=torch.channels_last)
        assert labels.shape == (2,)
