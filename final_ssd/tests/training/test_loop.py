"""Training: runs that are complete and repeatable, and a network that learns."""

from __future__ import annotations

import copy
import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import PROJECT
from voc_folder import write_voc

from final_ssd.data.annotations import Findings
from final_ssd.data.identities import EDGES, IMAGES
from final_ssd.data.samples import collate
from final_ssd.data.splits import load
from final_ssd.models.saved import DESCRIPTION, load_detector, read_config
from final_ssd.training.config import OptimizerConfig, TrainConfig, anchor_levels, make_detector
from final_ssd.training.detection_loss import detection_loss
from final_ssd.training.loop import (
    learning_rate_factor,
    make_optimizer,
    score,
    to_training_mode,
    train,
)
from final_ssd.training.trained import open_trained
from shared.errors import UserError
from shared.training import CheckpointError, Loop, read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.settings.config import AUTO
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import Stop, check_stops, run_train

TINY = dataclasses.replace(
    TrainConfig.smoke_test(), scenes=8, batch_size=4, epochs=1, precision="fp32"
)


def test_a_smoke_run_leaves_a_complete_run_folder(run: Path) -> None:
    check_run_folder(run)
    assert (run / "detections.png").exists()
    assert set(read_metrics(run)[-1]) >= {"train/loss", "valid/mAP", "valid/mAP50"}


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    folders = [
        train(dataclasses.replace(TINY, runs=tmp_path / str(number), seed=seed))
        for number, seed in enumerate((0, 0, 1))
    ]
    first, again, other = ((folder / "model.safetensors").read_bytes() for folder in folders)
    assert first == again
    assert first != other


def test_two_processes_train_and_evaluate_together(tmp_path: Path) -> None:
    done = run_train(
        PROJECT, "--smoke", "--runs", str(tmp_path), "--epochs", "1", "--scenes", "16", processes=2
    )
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    check_run_folder(folder)
    trained = open_trained(folder, None, None, Findings())
    again = score(Loop(0, device="cpu"), trained.detector, trained.splits.test)
    reached = json.loads((folder / "summary.json").read_text())["metrics"]
    assert reached == pytest.approx({f"test/{name}": value for name, value in again.items()})


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--epochs", "1", "--scenes", "20", "--batch-size", "20")
    check_processes(PROJECT / "train.py", *options, place=tmp_path, processes=3)


def test_settings_that_cannot_be_are_refused_before_a_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"):
        train(dataclasses.replace(TINY, data="coco", folder=tmp_path / "x", runs=tmp_path))
    frozen = dataclasses.replace(TINY.network, norm="frozen")
    with pytest.raises(UserError, match=r"--no-pretrained needs --network\.norm running"):
        train(dataclasses.replace(TINY, network=frozen, runs=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_findings_are_on_disk_where_nothing_can_be_trained_on(tmp_path: Path) -> None:
    objects = {"a": [("cat", (20, 20, 19, 40), 0)]}
    folder = write_voc(tmp_path / "voc", objects)
    with pytest.raises(
        UserError, match=r"give at least 3; .*; all findings are in .*findings\.json"
    ):
        train(dataclasses.replace(TINY, data="voc", folder=folder, runs=tmp_path / "runs"))
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["findings.json"]
    written = json.loads((tmp_path / "runs/findings.json").read_text(encoding="utf-8"))
    assert written["counts"] == {"box without area": 1}
    assert "a.xml" in written["lines"][0]


def own_data(folder: Path, count: int = 12) -> Path:
    """Photos of a cat each, without lists."""
    cat = [("cat", (15, 13, 44, 42), 0)]
    return write_voc(folder, {f"{number:02}": cat for number in range(count)}, lists={})


def test_few_photos_of_few_boxes_train_and_the_run_knows_its_data(tmp_path: Path) -> None:
    config = dataclasses.replace(
        TINY,
        data="voc",
        folder=own_data(tmp_path / "voc", 3),
        batch_size=16,
        runs=tmp_path / "runs",
    )
    folder = train(config)
    assert read_config(folder).classes == ("cat",)
    known = json.loads((folder / IMAGES).read_text())
    assert {one["id"] for one in known.values()} == {"00", "01", "02"}
    assert sorted(one["split"] for one in known.values()) == ["test", "train", "valid"]
    written = json.loads((folder / "findings.json").read_text())
    assert "are cut from 3, with seed 0" in written["assumptions"][-1]


def test_a_run_does_not_go_on_with_other_images(tmp_path: Path) -> None:
    data = own_data(tmp_path / "voc", 5)
    config = dataclasses.replace(TINY, data="voc", folder=data, runs=tmp_path / "runs")
    folder = train(config)
    shutil.copy(data / "Annotations/00.xml", data / "Annotations/new.xml")
    shutil.copy(data / "JPEGImages/00.jpg", data / "JPEGImages/new.jpg")
    with pytest.raises(UserError, match=r"have changed since it began"):
        train(dataclasses.replace(config, resume=folder))
    (data / "ImageSets/Main/test.txt").write_text("00\n01\n02\n")
    findings = Findings()
    open_trained(folder, None, None, findings)
    assert "of the images to be evaluated on were trained on" in findings.assumptions[-1]


def test_a_run_does_not_go_on_with_other_classes_or_anchors(tmp_path: Path) -> None:
    """What is refused leaves the finished run as it was; without its end, auto refuses it, too."""
    data = own_data(tmp_path / "voc", 5)
    config = dataclasses.replace(TINY, data="voc", folder=data, runs=tmp_path / "runs")
    folder = train(config)
    described = (folder / DESCRIPTION).read_bytes()
    own = {path: path.read_text() for path in (data / "Annotations").iterdir()}
    more = dataclasses.replace(config, resume=folder, epochs=2)

    def refused(named: str, **settings: Any) -> None:
        with pytest.raises(CheckpointError, match=rf"has begun \(other {named} than in"):
            train(dataclasses.replace(more, **settings))
        assert (folder / DESCRIPTION).read_bytes() == described
        load_detector(folder)

    for path, text in own.items():
        path.write_text(text.replace("cat", "zebra"))
    refused("classes")
    for number, (path, text) in enumerate(own.items()):
        path.write_text(text.replace("cat", "zebra") if number else text)
    refused("classes")  # one more
    for path, text in own.items():
        path.write_text(text.replace(">44<", ">55<"))
    refused("levels")
    (folder / "summary.json").unlink()
    refused("levels", resume=AUTO)
    for path, text in own.items():
        path.write_text(text)
    assert train(dataclasses.replace(more, resume=AUTO)) == folder


def test_a_moved_folder_is_cut_as_before_and_its_images_are_known(tmp_path: Path) -> None:
    config = dataclasses.replace(
        TINY, data="voc", folder=own_data(tmp_path / "voc"), runs=tmp_path / "runs", seed=5
    )
    folder = train(config)
    known = json.loads((folder / IMAGES).read_text())
    moved = shutil.move(tmp_path / "voc", tmp_path / "moved")
    findings = Findings()
    opened = open_trained(folder, "voc", moved, findings).splits
    test = {entry.record.name for entry in opened.entries["test"]}
    assert test == {one["id"] for one in known.values() if one["split"] == "test"}
    assert not any("trained on" in said for said in findings.assumptions)
    (moved / "ImageSets/Main/test.txt").write_text("".join(f"{n:02}\n" for n in range(12)[:-3]))
    listed = sum(one["split"] == "train" and int(one["id"]) < 9 for one in known.values())
    open_trained(folder, "voc", moved, findings)
    (said,) = (line for line in findings.assumptions if "trained on" in line)
    assert int(said.split()[0]) >= listed > 0
    assert "are called like images that were trained on: if the folder was moved" in said


def test_edges_count_as_in_the_run_also_in_a_folder_that_does_not_tell(tmp_path: Path) -> None:
    data = write_voc(
        tmp_path / "voc",
        {
            name: [("cat", (edge, 13, 44, 42), 0)]
            for name, edge in zip("abc", (0, 5, 5), strict=True)
        },
        lists={},
    )
    config = dataclasses.replace(TINY, data="voc", folder=data, runs=tmp_path / "runs")
    folder = train(config)
    other = write_voc(tmp_path / "x", {"d": [("cat", (5, 5, 30, 30), 0)]}, lists={"test": "d\n"})

    def box() -> tuple[float, ...]:
        return open_trained(folder, "voc", other, Findings()).splits.entries["test"][0].boxes[0]

    assert box() == (5, 5, 30, 30)
    for path in (data / "Annotations").iterdir():
        path.write_text(path.read_text().replace(">0</xmin>", ">1</xmin>"))
    assert open_trained(folder, None, None, Findings()).splits.first_pixel == 0
    with pytest.raises(UserError, match=r"other first_pixel than in edges\.json"):
        train(dataclasses.replace(config, resume=folder))
    (folder / EDGES).unlink()  # as in a run of an earlier version
    assert box() == (4, 4, 30, 30)


def test_another_folder_keeps_its_validation_images(tmp_path: Path) -> None:
    """A run that was trained on the validation images of its own folder was not on those of others."""
    config = dataclasses.replace(
        TINY, data="voc", folder=own_data(tmp_path / "voc"), runs=tmp_path / "runs",
        train_on_valid=True,
    )  # fmt: skip
    folder = train(config)
    other = own_data(tmp_path / "other", 6)
    (other / "ImageSets/Main").mkdir(parents=True, exist_ok=True)
    (other / "ImageSets/Main/val.txt").write_text("00\n01\n02\n03\n")
    opened = open_trained(folder, "voc", other, Findings()).splits
    assert sorted(entry.record.name for entry in opened.entries["valid"]) == [
        "00",
        "01",
        "02",
        "03",
    ]


@pytest.mark.parametrize("processes", [0, 2])
def test_a_stopped_run_ends_as_an_undisturbed_one(processes: int, tmp_path: Path) -> None:
    data = own_data(tmp_path / "voc")
    options = ("--preset", "tiny", "--data", "voc", "--folder", str(data), "--image-size", "64",
               "--epochs", "2", "--batch-size", "2", "--device", "cpu")  # fmt: skip
    check_stops(
        PROJECT / "train.py", *options, stops=[Stop(6, saved=5)], processes=processes,
        place=tmp_path / "runs",
    )  # fmt: skip


def test_a_detector_learns_one_batch_by_heart() -> None:
    torch.manual_seed(0)
    config = dataclasses.replace(TINY, learning_rate=3e-3)
    splits = load(config.data_settings, Findings())
    detector = make_detector(config, splits.classes, anchor_levels(config, splits))
    optimizer = make_optimizer(detector, detector.backbone, config.learning_rate, config.optimizer)
    images, targets = collate([splits.train[number] for number in range(4)])
    detector.train()
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        classes, boxes, _ = detection_loss(
            *detector(images), targets, detector.anchors, detector.config, config.loss
        )
        loss = classes + boxes
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.15 * losses[0]


def test_the_learning_rate_rises_and_falls() -> None:
    cosine = OptimizerConfig(warmup=0.1)
    factors = [learning_rate_factor(step, 100, cosine) for step in range(100)]
    assert factors[0] < factors[9] < factors[10] == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[-1] < 0.01
    step = OptimizerConfig(schedule="step", warmup=0.0)
    assert [learning_rate_factor(n, 100, step) for n in (0, 59, 60, 84, 85)] == [
        1, 1, 0.1, 0.1, 0.01,
    ]  # fmt: skip
    constant = OptimizerConfig(schedule="constant", warmup=0.0)
    assert {learning_rate_factor(n, 100, constant) for n in range(100)} == {1.0}


@pytest.mark.parametrize("count", range(5))
def test_stages_that_are_not_trained_stay_as_they_are(count: int) -> None:
    config = dataclasses.replace(TINY, frozen_stages=count)
    splits = load(config.data_settings, Findings())
    detector = make_detector(config, splits.classes, anchor_levels(config, splits))
    before = copy.deepcopy(detector.backbone.stages.state_dict())
    to_training_mode(detector, config)
    logits, offsets = detector(collate([splits.train[number] for number in range(4)])[0])
    (logits.sum() + offsets.sum()).backward()
    for number, stage in enumerate(detector.backbone.stages):
        trained = number >= count
        assert all((p.grad is not None) == trained for p in stage.parameters())
        moved = [
            not torch.equal(value, before[f"{number}.{name}"])
            for name, value in stage.state_dict().items()
        ]
        assert any(moved) == trained
