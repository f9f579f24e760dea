"""A page on which one drops a picture and moves the score threshold. Needs the extra `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from final_ssd.commands.predict import Predicted, predict_picture
from final_ssd.models.detector import Detector
from final_ssd.models.saved import load_detector
from shared.data.images.photos import LARGEST_IMAGE
from shared.errors import UserError
from shared.plotting import COLORS


class DemoError(UserError):
    """The page cannot be shown."""


def annotate(detector: Detector, picture: Image.Image | None, score: float) -> tuple[Any, Any]:
    """Return the picture with the boxes above a score, and a table of them: class, score, edges."""
    if picture is None:
        return None, []
    if picture.width * picture.height > LARGEST_IMAGE:
        raise DemoError(f"a picture of {picture.width} × {picture.height} pixels is too large")
    rgb = picture.convert("RGB")
    predicted = predict_picture(detector, rgb)
    return draw_boxes(predicted, rgb, detector.config.classes, score), rows(
        predicted, detector.config.classes, score
    )


def draw_boxes(
    predicted: Predicted, picture: Image.Image, classes: tuple[str, ...], score: float
) -> Image.Image:
    """Return a copy of the picture with boxes."""
    copy = picture.copy()
    brush = ImageDraw.Draw(copy)
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
        brush.text((box[0] + width, box[1]), f"{classes[label]} {value:.2f}", fill=color)
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
            picture = gradio.Image(type="pil", label="picture")
            result = gradio.Image(type="pil", label="detections")
        score = gradio.Slider(0.05, 0.95, value=0.4, step=0.05, label="lowest score")
        table = gradio.Dataframe(headers=headers, label="boxes")

        def update(image: Image.Image | None, lowest: float) -> tuple[Any, Any]:
            return annotate(detector, image, lowest)

        for source in (picture, score):
            source.change(update, [picture, score], [result, table])
    return page


def web(run: Path | None = None, port: int = 7860) -> None:
    """Serve the page on this machine alone.

    Args:
        run: the folder of a training run; the newest in runs/ where none is named.
        port: of http://127.0.0.1.
    """
    detector = load_detector(run)
    make_page(detector).launch(server_name="127.0.0.1", server_port=port)
