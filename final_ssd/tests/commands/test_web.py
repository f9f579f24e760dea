"""`python web.py`: its page, and in a real browser where `demo`, playwright and a Chromium are."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from conftest import PROJECT
from PIL import Image
from safetensors.torch import save_file
from tiny_detector import NETWORK

from final_ssd.commands import web as page
from final_ssd.commands.predict import Predicted, draw, predict_picture
from final_ssd.commands.web import draw_boxes, examples_of, find, show, web
from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.models.detections import Detections
from final_ssd.models.detector import Detector, DetectorConfig
from final_ssd.models.saved import load_detector, save_config
from shared.errors import UserError

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def test_the_page_shows_what_predict_detects(run: Path, tmp_path: Path) -> None:
    detector = load_detector(run)
    picture = Image.fromarray(
        Scenes(1, "test", SceneSettings(size=100))[0][0].movedim(0, -1).numpy()
    )
    picture.save(tmp_path / "scene.png")
    drawn, table = show(find(detector, tmp_path / "scene.png"), 0.05)
    expected = predict_picture(detector, picture)
    assert drawn is not None
    assert drawn.size == picture.size
    assert len(table) == len(expected.detections.above(0.05)) > 0
    assert show(find(detector, None), 0.5) == (None, [])


def test_the_slider_only_chooses_among_what_was_found(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(Scenes(1, "test", SceneSettings(size=64))[0][0].movedim(0, -1).numpy()).save(
        tmp_path / "scene.png"
    )
    found = find(load_detector(run), tmp_path / "scene.png")
    assert found is not None
    monkeypatch.setattr(page, "predict_picture", None)  # what detects is not called any more
    for lowest in (0.05, 0.3, 0.95):
        _, table = show(found, lowest)
        assert len(table) == len(found.predicted.detections.above(lowest))


def test_examples_are_test_images_of_the_run(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    detector = load_detector(run)
    files = examples_of(run, detector, tmp_path)
    assert len(files) == 4
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (64, 64)
    shutil.copy(run / "detector.json", tmp_path / "detector.json")
    assert examples_of(tmp_path, detector, tmp_path) == []
    assert "no example pictures" in capsys.readouterr().out


def test_the_page_reads_pictures_as_train_does(run: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("I;16", (60, 40), 1000).save(tmp_path / "turned.png", exif=exif)
    drawn, _ = show(find(load_detector(run), tmp_path / "turned.png"), 0.99)
    assert drawn is not None
    assert (drawn.size, drawn.getpixel((0, 0))) == ((40, 60), (4, 4, 4))
    (tmp_path / "broken.png").write_bytes(b"0")
    with pytest.raises(UserError, match=r"broken\.png"):
        find(load_detector(run), tmp_path / "broken.png")


def test_any_class_name_is_drawn(tmp_path: Path) -> None:
    boxes = torch.tensor([[5.0, 5, 40, 40]] * 2)
    found = Detections(boxes, torch.tensor([0.9, 0.8]), torch.tensor([0, 1]))
    predicted = Predicted("a", torch.zeros(3, 60, 60, dtype=torch.uint8), found)
    classes = ("猫", "$x$ \\frac{")
    assert draw_boxes(predicted, Image.new("RGB", (60, 60)), classes, 0.5).size == (60, 60)
    draw(predicted, classes, tmp_path / "a.png", 0.5)
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize("port", [0, 70_000])
def test_a_port_out_of_range_is_refused_by_name(port: int) -> None:
    with pytest.raises(UserError, match=f"--port {port} is out of range"):
        web(port=port)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The page of an untrained detector, served by web.py until the test ends."""
    pytest.importorskip("gradio")
    pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium here")
    levels = (AnchorLevel(8, ((16.0, 16.0),)), AnchorLevel(16, ((32.0, 32.0),)))
    config = DetectorConfig(("circle", "square"), 64, levels, NETWORK)
    save_config(config, tmp_path)
    save_file(Detector(config).state_dict(), tmp_path / "model.safetensors")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "web.py", "--run", str(tmp_path), "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.communicate(timeout=300)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> str:
    """The address, once it answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)  # a server of another process: there is nothing to wait on
        else:
            return address
    server.kill()
    raise AssertionError(f"web.py did not answer: {server.communicate()[0].decode()}")


def test_a_dropped_picture_comes_back_with_boxes_and_the_slider_rules_them(
    address: str, tmp_path: Path
) -> None:
    from playwright.sync_api import expect, sync_playwright

    file = tmp_path / "scene.png"
    Image.fromarray(Scenes(1, "test", SceneSettings(size=100))[0][0].movedim(0, -1).numpy()).save(
        file
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(address)
        page.set_input_files("input[type=file]", str(file))
        number = page.get_by_label("number input for lowest score")
        number.fill("0.05")
        number.blur()
        cells = page.get_by_role("gridcell", name=re.compile("circle|square"))
        expect(cells.first).to_be_attached(timeout=60_000)
        page.screenshot(path=str(tmp_path / "page.png"))
        number.fill("0.95")
        number.blur()
        expect(cells).to_have_count(0, timeout=60_000)
        browser.close()
