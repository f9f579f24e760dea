"""`python predict.py` with a smoke run: pictures, COCO's results, the contest's CSV."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from coco_folder import coco_content, write_coco
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from safetensors.torch import save_file
from tiny_detector import TINY

from final_ssd.commands.growing import Growing
from final_ssd.commands.predict import Predicted, coco_results, contest_line, predict
from final_ssd.data.annotations import Findings, check
from final_ssd.data.frames import Frame
from final_ssd.data.identities import IMAGES, Identity, identities_of
from final_ssd.data.layouts import assign, find_coco
from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.models.detections import Detections
from final_ssd.models.detector import Detector
from final_ssd.models.saved import save_config
from final_ssd.models.tta import Views
from shared.errors import UserError


@pytest.mark.parametrize("tta", [1, 4])
def test_predict_writes_pictures_coco_results_and_the_contests_csv(
    run: Path, tta: Views, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenes = Scenes(2, "test", SceneSettings(size=100))
    for number in range(2):
        image = scenes[number][0].movedim(0, -1).numpy()
        Image.fromarray(image).resize((150, 80)).save(tmp_path / f"frame{number}.png")
    out = tmp_path / "out"
    predict((tmp_path,), run=run, out=out, lowest=0.0, tta=tta)
    printed = capsys.readouterr().out
    assert "frame0" in printed
    assert f"the run in {run}, which finds 0, 1, 2" in printed
    assert {path.name for path in out.iterdir()} == {
        "frame0.png", "frame1.png", "detections.json", "submission.csv",
    }  # fmt: skip
    results = json.loads((out / "detections.json").read_text())
    assert {entry["image_id"] for entry in results} == {"frame0", "frame1"}
    for entry in results:
        x, y, width, height = entry["bbox"]
        assert 0 <= x <= x + width <= 150.01
        assert 0 <= y <= y + height <= 80.01
    rows = list(csv.reader((out / "submission.csv").read_text().splitlines()))
    assert [row[0] for row in rows] == ["frame0", "frame1"]
    first = rows[0][1].strip("{}").split("}{")[0].split()
    assert len(first) == 6


def test_bad_files_are_passed_over_and_named(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.jpg", "c.jpg"):
        Image.new("RGB", (60, 50)).save(tmp_path / name)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    (tmp_path / "b.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(50))
    out = tmp_path / "out"
    names = ("a.jpg", "broken.jpg", "b.heic", "none.jpg", "c.jpg")
    predict(tuple(tmp_path / name for name in names), run=run, out=out, lowest=0.0)
    results = json.loads((out / "detections.json").read_text())
    assert {entry["image_id"] for entry in results} == {"a", "c"}
    printed = capsys.readouterr().out
    for name in ("broken.jpg is no image", "b.heic is HEIC", "none.jpg"):
        assert name in printed
    assert "3 of 5 file(s) were passed over" in printed


def test_predict_refuses_what_is_no_image(run: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    with pytest.raises(UserError, match=r"broken\.jpg is no image"):
        predict((tmp_path / "broken.jpg",), run=run, out=tmp_path / "out")
    with pytest.raises(UserError, match=r"none\.jpg"):
        predict((tmp_path / "none.jpg",), run=run, out=tmp_path / "out")
    with pytest.raises(UserError, match=r"has no detector\.json"):
        predict((tmp_path,), run=tmp_path, out=tmp_path / "out")
    assert not (tmp_path / "out" / "detections.json").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"--out .*file cannot be made"):
        predict((tmp_path,), run=run, out=tmp_path / "file")


def test_no_picture_is_replaced_by_its_drawing(run: Path, tmp_path: Path) -> None:
    Image.new("RGB", (60, 50)).save(tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    with pytest.raises(UserError, match=r"a\.png would be replaced"):
        predict((tmp_path,), run=run, out=tmp_path)
    assert (tmp_path / "a.png").read_bytes() == before


@pytest.mark.parametrize("option", ["score", "lowest"])
@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan")])
def test_scores_out_of_range_are_refused_by_name(option: str, value: float, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"--{option} .* is out of range"):
        predict((tmp_path,), **{option: value})  # type: ignore[arg-type]


def test_equal_stems_do_not_collide(run: Path, tmp_path: Path) -> None:
    for name in ("one/a.jpg", "two/a.jpg", "two/a.png", "two/.hidden.png", "__MACOSX/a.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (60, 50)).save(tmp_path / name)
    out = tmp_path / "out"
    predict(
        (tmp_path / "one", tmp_path / "two", tmp_path / "__MACOSX/.."), run=run, out=out, lowest=0.0
    )
    results = json.loads((out / "detections.json").read_text())
    assert len({entry["image_id"] for entry in results}) == len(list(out.glob("*.png"))) == 6


def test_the_files_are_whole_after_every_image(tmp_path: Path) -> None:
    with Growing(tmp_path) as written:
        assert not (tmp_path / "detections.json").exists(), "what was there stays until then"
        for number, entries in enumerate(([], [{"a": 1}, {"a": 2}], [], [{"a": 3}])):
            written.add(entries, f"{number},猫")
            content = json.loads((tmp_path / "detections.json").read_text())
            assert content == [{"a": value} for value in (1, 2, 3)][: (0, 2, 2, 3)[number]]
            lines = (tmp_path / "submission.csv").read_text(encoding="utf-8").splitlines()
            assert len(lines) == number + 1


def own_run(folder: Path, content: dict[str, Any], data: Path) -> Path:
    """A run of an untrained detector that knows a COCO folder's ids."""
    torch.manual_seed(0)
    labeled = find_coco(data, Findings())
    config = type(TINY)(
        labeled.classes, TINY.image_size, TINY.levels, TINY.network,
        category_ids=labeled.category_ids,
    )  # fmt: skip
    folder.mkdir()
    save_config(config, folder)
    save_file(Detector(config).state_dict(), folder / "model.safetensors")
    entries = check(assign(labeled.found, data, Findings()), labeled.classes, Findings())
    (folder / IMAGES).write_text(json.dumps(identities_of(entries)))
    return folder


@pytest.mark.parametrize("known_by", ["run", "annotations"])
def test_ids_come_back_as_they_were_and_pycocotools_scores_them(
    tmp_path: Path, known_by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content = coco_content(["sub/a.png", "sub/b.png"], first_id=7)
    file = write_coco(tmp_path / "data/annotations.json", content)
    run = own_run(tmp_path / "run", content, tmp_path / "data")
    if known_by == "annotations":
        (run / IMAGES).unlink()
    annotations = file if known_by == "annotations" else None
    out = tmp_path / "out"
    predict((tmp_path / "data",), run=run, out=out, lowest=0.0, annotations=annotations)
    results = json.loads((out / "detections.json").read_text())
    assert {entry["image_id"] for entry in results} == {7, 8}
    assert {entry["category_id"] for entry in results} <= {1, 3}
    assert {entry["file_name"] for entry in results} == {"sub/a.png", "sub/b.png"}
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(file)
        scored = COCOeval(truth, truth.loadRes(str(out / "detections.json")), "bbox")
        scored.evaluate()
        scored.accumulate()
        scored.summarize()
    assert "are in no list" not in capsys.readouterr().out


def test_an_annotation_file_that_lists_none_of_the_photos_is_told(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_coco(tmp_path / "data/annotations.json", coco_content(["other.png"]))
    Image.new("RGB", (60, 50)).save(tmp_path / "a.jpg")
    predict((tmp_path / "a.jpg",), run=run, out=tmp_path / "out", annotations=file)
    assert "1 image(s) are in no list: their ids are their names" in capsys.readouterr().out


def test_names_come_back_from_the_contests_csv_as_they_were() -> None:
    found = Detections(torch.tensor([[8.0, 4, 18, 14]]), torch.tensor([0.5]), torch.tensor([1]))
    names = ["a,b", "a_b", 'a "b"', '"a"', "a\nb", "a\rb", "猫", "a b", ""]
    image = torch.zeros(3, 40, 20, dtype=torch.uint8)
    lines = [contest_line(Predicted(name, image, found)) for name in names]
    assert len(set(lines)) == len(names)
    for name, line in zip(names, lines, strict=True):
        (row,) = csv.reader(io.StringIO(f"{line}\n", newline=""))
        assert row == [name, "{8.0 4.0 18.0 14.0 0.5000 1}"]
    assert contest_line(Predicted("a_b", image, found)) == "a_b,{8.0 4.0 18.0 14.0 0.5000 1}"


def test_boxes_go_back_to_the_frame_of_the_data_set() -> None:
    found = Detections(torch.tensor([[8.0, 4, 18, 14]]), torch.tensor([0.5]), torch.tensor([1]))
    predicted = Predicted("a", torch.zeros(3, 40, 20, dtype=torch.uint8), found)
    identity = Identity(5, "x/a.jpg", Frame((40, 20), 6))
    (result,) = coco_results(predicted, identity, (1, "three"))
    assert result == {
        "image_id": 5, "category_id": "three", "bbox": [4, 2, 10, 10], "score": 0.5,
        "file_name": "x/a.jpg",
    }  # fmt: skip
