"""A page on which one drops a picture and moves the score threshold. Needs the extra `demo`.

A picture is detected on once; the slider only chooses among what was found.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.commands.predict import Predicted, predict_picture
from final_ssd.data.annotations import Findings
from final_ssd.data.samples import Target
from final_ssd.models.detector import Detector
from final_ssd.models.saved import find_run, load_detector
from final_ssd.training.trained import load_for, settings_of
from shared.data.images.photos import ImageError, read_image
from shared.errors import UserError
from shared.training.settings.ranges import Between, check

LOWEST = 0.05  # score of what is kept of a picture, where the slider begins
EXAMPLES = 4
Row = list[object]


class DemoError(UserError):
    """The page cannot be shown."""


@dataclass(frozen=True)
class Found:
    """A picture, and all that was detected on it."""

    picture: Image.Image
    predicted: Predicted
    classes: tuple[str, ...]


def find(detector: Detector, file: str | Path | None) -> Found | None:
    """Detect on a picture; None where there is no file.

    Raises:
        ImageError: the file cannot be read.
    """
    if file is None:
        return None
    picture = read_image(Path(file))
    predicted = predict_picture(detector, picture, score=LOWEST)
    return Found(picture, predicted, detector.config.classes)


def show(found: Found | None, score: float) -> tuple[Image.Image | None, list[Row]]:
    """Return the picture with the boxes above a score, and a table of them: class, score, edges."""
    if found is None:
        return None, []
    drawn = draw_boxes(found.predicted, found.picture, found.classes, score)
    return drawn, rows(found.predicted, found.classes, score)


def draw_boxes(
    predicted: Predicted, picture: Image.Image, classes: Sequence[str], score: float
) -> Image.Image:
    """Return a copy of the picture with boxes."""
    from shared.plotting import COLORS, font_file  # matplotlib, which --help does not need

    copy = picture.copy()
    brush = ImageDraw.Draw(copy)
    file = font_file("".join(classes))
    font = ImageFont.truetype(file, 12) if file else None
    detections = predicted.detections.above(score)
    width = max(1, round(max(copy.size) / 300))
    for box, value, label in zip(
        detections.boxes.tolist(),
        detections.scores.tolist(),
        detections.classes.tolist(),
        strict=True,
    ):
        color = COLORS[label % (len(COLORS) - 1)]
        brush.rectangle(box, outline=color, width=width)
        place = box[0] + width, box[1]
        brush.text(place, f"{classes[label]} {value:.2f}", fill=color, font=font)
    return copy


def rows(predicted: Predicted, classes: Sequence[str], score: float) -> list[Row]:
    """Return the rows of the table: class, score, edges."""
    detections = predicted.detections.above(score)
    return [
        [classes[label], round(value, 3), *(round(edge) for edge in box)]
        for box, value, label in zip(
            detections.boxes.tolist(),
            detections.scores.tolist(),
            detections.classes.tolist(),
            strict=True,
        )
    ]


def write_examples(images: Dataset[tuple[Tensor, Target]], folder: Path) -> list[Path]:
    """Write the first test images of a run as pictures to begin with, and return their files."""
    files = []
    for number in range(min(EXAMPLES, len(images))):  # type: ignore[arg-type]
        image = images[number][0].to(torch.uint8).movedim(0, -1).numpy()
        files.append(folder / f"test image {number + 1}.png")
        Image.fromarray(image).save(files[-1])
    return files


def examples_of(run: Path, detector: Detector, folder: Path) -> list[Path]:
    """Write test images of the data that a run was trained on; none, and a word, where they are gone."""
    try:
        splits = load_for(detector.config, settings_of(run), Findings())
    except UserError as error:
        print(f"no example pictures: {error}")
        return []
    return write_examples(splits.test, folder)


def make_page(detector: Detector, title: str, examples: Sequence[Path] = ()) -> Any:
    """Make the page, without serving it.

    Args:
        detector: in evaluation mode.
        title: of the page.
        examples: pictures to begin with.

    Raises:
        DemoError: gradio is not installed.
    """
    try:
        import gradio
    except ImportError:
        raise DemoError(
            "gradio is not installed: pip install 'coursework-final-ssd[demo]'"
        ) from None
    headers = ["class", "score", "left", "top", "right", "bottom"]
    with gradio.Blocks(title="Detector") as page:
        gradio.Markdown(
            f"## {title}\nIt finds: {', '.join(detector.config.classes)}. "
            f"Drop a picture{', or click one below' if examples else ''}."
        )
        found = gradio.State()
        with gradio.Row():
            # As a file: every orientation and depth is read as train.py and predict.py read it.
            picture = gradio.Image(type="filepath", image_mode=None, label="picture")
            result = gradio.Image(type="pil", label="detections")
        if examples:
            gradio.Examples([[str(file)] for file in examples], picture, label="test pictures")
        score = gradio.Slider(LOWEST, 0.95, value=0.4, step=0.05, label="lowest score")
        table = gradio.Dataframe(headers=headers, label="boxes")

        def begin(file: str | None, lowest: float) -> tuple[Any, ...]:
            try:
                new = find(detector, file)
            except ImageError as error:
                raise gradio.Error(str(error)) from None
            return new, *show(new, lowest)

        picture.change(begin, [picture, score], [found, result, table])
        score.change(show, [found, score], [result, table], show_progress="hidden")
    return page


def web(run: Path | None = None, port: int = 7860) -> None:
    """Serve a page on this machine alone: drop a picture, see its boxes, move the lowest score.

    Args:
        run: the folder of a training run; the newest in runs/ where none is named.
        port: of http://127.0.0.1.
    """
    check("--port", port, Between(1, 65535))
    folder = run or find_run()
    detector = load_detector(folder)
    print(f"the run in {folder}")
    with tempfile.TemporaryDirectory() as place:
        examples = examples_of(folder, detector, Path(place))
        page = make_page(detector, f"The detector of {folder.name}", examples)
        try:
            page.launch(server_name="127.0.0.1", server_port=port, allowed_paths=[place])
        except OSError as error:
            raise DemoError(f"port {port} cannot be used ({error}): give another --port") from None
