"""`python predict.py` with a smoke run: pictures, COCO's results, the contest's CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from final_ssd.commands.predict import predict
from final_ssd.data.scenes import Scenes, SceneSettings
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
    assert "frame0" in capsys.readouterr().out
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


def test_predict_refuses_what_is_no_image(run: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    with pytest.raises(UserError, match=r"broken\.jpg cannot be read as an image"):
        predict((tmp_path / "broken.jpg",), run=run, out=tmp_path)
    with pytest.raises(UserError, match=r"none\.jpg"):
        predict((tmp_path / "none.jpg",), run=run, out=tmp_path)
    with pytest.raises(UserError, match=r"has no detector\.json"):
        predict((tmp_path,), run=tmp_path, out=tmp_path)
