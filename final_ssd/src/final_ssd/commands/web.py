"""A page on which one drops a picture and moves the score threshold. Needs the extra `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from final_ssd.commands.predict import Predicted, predict_picture
from final_ssd.models.detector import Detector
from final_ssd.models.saved import load_detector
from shared.data.images.photos import ImageError, read_image
from shared.errors import UserError
from shared.training.settings.ranges import Between, check


class DemoError(UserError):
    """The page cannot be shown."""


def annotate(detector: Detector, file: str | Path | None, score: float) -> tuple[Any, Any]:
    """Return the picture with the boxes above a score, and a table of them: class, score, edges.

    Raises:
        ImageError: the file cannot be read.
    """
    if file is None:
        return None, []
    picture = read_image(Path(file))
    predicted = predict_picture(detector, picture)
    classes = detector.config.classes
    return draw_boxes(predicted, picture, classes, score), rows(predicted, classes, score)


def draw_boxes(
    predicted: Predicted, picture: Image.Image, classes: tuple[str, ...], score: float
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


def rows(predicted: Predicted, classes: tuple[str, ...], score: float) -> list[list[object]]:
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


def make_page(detector: Detector) -> Any:
    """Make the page, without serving it.

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
        gradio.Markdown(f"## Drop a picture\nIt knows: {', '.join(detector.config.classes)}")
        with gradio.Row():
            # As a file: every orientation and depth is read as train.py and predict.py read it.
            picture = gradio.Image(type="filepath", image_mode=None, label="picture")
            result = gradio.Image(type="pil", label="detections")
        score = gradio.Slider(0.05, 0.95, value=0.4, step=0.05, label="lowest score")
        table = gradio.Dataframe(headers=headers, label="boxes")

        def update(file: str | None, lowest: float) -> tuple[Any, Any]:
            try:
                return annotate(detector, file, lowest)
            except ImageError as error:
                raise gradio.Error(str(error)) from None

        for source in (picture, score):
            source.change(update, [picture, score], [result, table])
    return page


def web(run: Path | None = None, port: int = 7860) -> None:
    """Serve the page on this machine alone.

    Args:
        run: the folder of a training run; the newest in runs/ where none is named.
        port: of http://127.0.0.1.
    """
    check("--port", port, Between(1, 65535))
    page = make_page(load_detector(run))
    try:
        page.launch(server_name="127.0.0.1", server_port=port)
    except OSError as error:
        raise DemoError(f"port {port} cannot be used ({error}): give another --port") from None
