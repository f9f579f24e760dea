"""`python train.py`: its parts, its run folder, its refusals."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from shared.errors import UserError
from shared.training import CheckpointError, Loop, read_metrics, read_summary
from shared.training.folder.run_folder import check_run_folder
from shared.training.testing.once import made_once
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import (
    SIGTERM,
    Stop,
    check_stops,
    only_run,
    run_script,
    run_train,
    smoke_run,
)
from work05_transformer.decoding.generation import generate_text
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.models.weights import load_model
from work05_transformer.text.byte_pairs import BytePairs
from work05_transformer.text.corpus import load_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import (
    fit,
    learning_rate_factor,
    make_model,
    make_optimizers,
    train,
)

PROJECT = Path(__file__).parents[2]
SCRIPT = PROJECT / "train.py"
SMOKE = TrainConfig.smoke_test()


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "gpt", lambda runs: smoke_run(PROJECT, runs))


def test_a_smoke_run_leaves_a_complete_run_folder(smoke: Path) -> None:
    check_run_folder(smoke)
    assert read_metrics(smoke)[-1]["valid/loss"] < math.log(300)
    assert set(read_summary(smoke)["metrics"]) == {"valid/loss", "valid/bits_per_character"}


def test_a_run_can_be_loaded_and_goes_on_writing(smoke: Path) -> None:
    model, tokenizer = load_model(str(smoke))
    assert isinstance(tokenizer, BytePairs)
    assert "".join(generate_text(model, tokenizer, "def ", 20))


def test_two_processes_reach_what_one_does(smoke: Path, tmp_path: Path) -> None:
    done = run_train(PROJECT, "--smoke", "--runs", str(tmp_path), processes=2)
    assert done.returncode == 0, done.stderr
    one, two = read_metrics(smoke), read_metrics(only_run(tmp_path))
    for here, there in zip(one, two, strict=True):
        assert here["step"] == there["step"]
        for name in ("train/loss", "valid/loss"):
            assert here[name] == pytest.approx(there[name], rel=1e-4)


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--batch-size", "20")
    check_processes(SCRIPT, *options, place=tmp_path, processes=3)


def test_a_stopped_run_ends_as_an_undisturbed_one(smoke: Path, tmp_path: Path) -> None:
    stops = [Stop(13), Stop("finish")]
    check_stops(SCRIPT, "--smoke", stops=stops, place=tmp_path, undisturbed=smoke)


def test_a_run_goes_on_with_other_numbers_of_processes(smoke: Path, tmp_path: Path) -> None:
    """It takes the same batches in the same order."""
    options: tuple[str, ...] = ("--smoke", "--runs", str(tmp_path))
    for processes, stop in ((0, Stop(7, SIGTERM)), (2, Stop(13, SIGTERM)), (0, None)):
        done = run_script(SCRIPT, *options, processes=processes, stop=stop)
        assert (done.returncode == 0) == (stop is None), done.stderr
        options = ("--resume", str(only_run(tmp_path)))
    one, other = read_metrics(smoke), read_metrics(only_run(tmp_path))
    assert [record["step"] for record in other] == [10, 20]
    for here, there in zip(one, other, strict=True):
        for name in ("train/loss", "valid/loss"):
            assert here[name] == pytest.approx(there[name], rel=1e-4)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"context": 100_000}, "fewer than a context of 100000"),
        ({"vocab_size": 10}, "--vocab-size 10 is out of range: at least 256"),
        ({"d_model": 33}, "--d-model 33 cannot be cut into --num-heads 2"),
        ({"d_model": 34}, "an even number for each head"),
        ({"rounds": 0}, "--rounds 0 is out of range"),
        ({"steps": 3, "rounds": 5}, "--steps 3 cannot be cut into --rounds 5"),
        ({"steps": 25, "rounds": 10}, "take 20 steps"),
        ({"batch_size": 0}, "--batch-size 0 is out of range"),
        ({"dropout": 1.0}, "--dropout 1.0 is out of range"),
        ({"learning_rate": math.nan}, "--learning-rate nan is out of range"),
        ({"warmup": -1}, "--warmup -1 is out of range"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        train(dataclasses.replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()


def test_a_missing_text_is_one_clear_line(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--corpus", "nowhere.txt", "--runs", str(tmp_path / "runs"))
    assert done.returncode == 1
    assert done.stderr.startswith("error: there is no file nowhere.txt")
    assert done.stderr.count("\n") == 1


def test_every_parameter_has_exactly_one_optimizer() -> None:
    for optimizer in ("muon", "adamw"):
        config = dataclasses.replace(SMOKE, optimizer=optimizer)
        model = make_model(config, 300)
        held = [
            id(parameter)
            for each in make_optimizers(config, model)
            for group in each.param_groups
            for parameter in group["params"]
        ]
        assert sorted(held) == sorted(map(id, model.parameters()))


def test_the_learning_rate_rises_then_falls_to_zero_or_to_a_tenth() -> None:
    linear = TrainConfig(steps=1000, warmup=100)
    cosine = dataclasses.replace(linear, schedule="cosine")
    for config, end in ((linear, 0.0), (cosine, 0.1)):
        factors = [learning_rate_factor(config, step) for step in range(1001)]
        assert factors[0] == pytest.approx(1 / 101)
        assert max(factors) == factors[100] == 1
        assert factors[1000] == pytest.approx(end)
        assert factors[:101] == sorted(factors[:101])
        assert factors[100:] == sorted(factors[100:], reverse=True)


def test_zero_outputs_start_at_the_logarithm_of_the_vocabulary() -> None:
    model = make_model(SMOKE, 300)
    prediction = predict_text(model.eval(), torch.arange(200))
    assert prediction.loss == pytest.approx(math.log(300), rel=1e-5)


def test_a_small_gpt_learns_a_text_by_heart(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("the quick brown fox jumps over the lazy dog. " * 40)
    config = dataclasses.replace(
        SMOKE, corpus=str(tmp_path / "text"), tokenizer="characters", steps=120, rounds=2
    )
    corpus = load_corpus(config.corpus, config.tokenizer, 256, config.context)
    torch.manual_seed(0)
    model = make_model(config, len(corpus.tokenizer))
    fit(Loop(0), config, model, corpus)
    written = "".join(generate_text(model, corpus.tokenizer, "the quick brown ", 27))
    assert written == "fox jumps over the lazy dog"


@pytest.mark.parametrize("tokenizer", ["characters", "byte-pairs"])
def test_a_run_does_not_go_on_with_another_text(tokenizer: Any, tmp_path: Path) -> None:
    """The same token numbers may stand for other characters."""
    (tmp_path / "text").write_text("abcdefgh" * 90)
    config = dataclasses.replace(
        SMOKE, corpus=str(tmp_path / "text"), tokenizer=tokenizer, steps=4, rounds=2,
        context=4, vocab_size=260, checkpoint_seconds=0, runs=tmp_path / "runs",
    )  # fmt: skip
    folder = train(config)
    kept = [path for path in folder.glob("*.*") if path.name != "config.json" and path.is_file()]
    before = [path.read_bytes() for path in kept]
    (tmp_path / "text").write_text("bcdefghz" * 90)
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        train(dataclasses.replace(config, resume=folder))
    assert [path.read_bytes() for path in kept] == before
    (folder / "data.json").unlink()  # as of a run that was begun before they were compared
    (tmp_path / "text").write_text("abcdefgh" * 90)
    assert train(dataclasses.replace(config, resume=folder)) == folder


@pytest.mark.parametrize("positions", ["learned", "rotary"])
def test_the_same_seed_gives_the_same_weights(positions: str) -> None:
    config = dataclasses.replace(SMOKE, positions=positions, steps=4)
    corpus = load_corpus("sample", "characters", 256, config.context)
    weights = []
    for _ in range(2):
        model = fit(Loop(3), config, make_model(config, len(corpus.tokenizer)), corpus)
        weights.append(torch.cat([parameter.flatten() for parameter in model.parameters()]))
    assert torch.equal(*weights)
