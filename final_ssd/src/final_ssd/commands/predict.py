"""`python predict.py`: boxes on images, and the same as COCO's JSON and the contest's CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from jaxtyping import UInt8
from PIL import Image
from torch import Tensor

from final_ssd.figures.boxes import show_detections
from final_ssd.models.detections import Detections
from final_ssd.models.detector import Detector
from final_ssd.models.saved import load_detector
from final_ssd.models.tta import Views, detect_with
from shared.data.images.photos import ImageError, read_image
from shared.files import write_text_atomically
from shared.plotting import figure

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm")


@dataclass(frozen=True)
class Predicted:
    """One image and its detections, in its own pixels."""

    name: str
    image: UInt8[Tensor, "3 height width"]
    detections: Detections


def image_files(paths: Sequence[Path]) -> list[Path]:
    """List the files themselves, and in the place of each folder (photos, a video's frames) its images.

    Raises:
        ImageError: no path, or a folder without an image.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            own = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
            if not own:
                raise ImageError(f"{path} holds no image ({', '.join(SUFFIXES)})")
            files += own
        else:
            files.append(path)
    if not files:
        raise ImageError("name at least one image or folder")
    return files


def predict_picture(
    detector: Detector,
    picture: Image.Image,
    name: str = "",
    *,
    score: float = 0.05,
    tta: Views = 1,
) -> Predicted:
    """Detect objects in one RGB picture of any size, in so many views; boxes are in its pixels."""
    side = detector.config.image_size
    device = detector.anchors.device
    small = torch.from_numpy(np.array(picture.resize((side, side)))).movedim(-1, 0)
    (result,) = detect_with(tta)(detector, small[None].to(device), score_threshold=score)
    result = result.cpu()
    scale = torch.tensor([picture.width, picture.height, picture.width, picture.height]) / side
    own = Detections(result.boxes * scale, result.scores, result.classes)
    return Predicted(name, torch.from_numpy(np.array(picture)).movedim(-1, 0), own)


def predict_files(
    detector: Detector, files: Sequence[Path], *, score: float = 0.05, tta: Views = 1
) -> Iterator[Predicted]:
    """Detect objects in files, one after the other: memory holds one image at a time.

    Raises:
        ImageError: a file that cannot be read.
    """
    for file in files:
        picture = read_image(file)
        yield predict_picture(detector, picture, file.stem, score=score, tta=tta)


def coco_results(predicted: Predicted, image_id: int | str) -> list[dict[str, object]]:
    """Return COCO's results: one entry a detection, `x y w h`, categories from 1."""
    detections = predicted.detections
    return [
        {
            "image_id": image_id,
            "category_id": label + 1,
            "bbox": [round(x1, 2), round(y1, 2), round(x2 - x1, 2), round(y2 - y1, 2)],
            "score": round(value, 5),
        }
        for (x1, y1, x2, y2), value, label in zip(
            detections.boxes.tolist(),
            detections.scores.tolist(),
            detections.classes.tolist(),
            strict=True,
        )
    ]


def contest_line(predicted: Predicted) -> str:
    """Return a line of the contest's CSV: `image_id,{xl yl xr yr conf cls}{…}`."""
    detections = predicted.detections
    name = predicted.name.replace(",", "_").replace("\n", "_")
    parts = (
        "{" + " ".join(f"{edge:.1f}" for edge in box) + f" {value:.4f} {label}" + "}"
        for box, value, label in zip(
            detections.boxes.tolist(),
            detections.scores.tolist(),
            detections.classes.tolist(),
            strict=True,
        )
    )
    return f"{name},{''.join(parts)}"


def draw(predicted: Predicted, classes: Sequence[str], path: Path, score: float) -> None:
    """Write the image with its boxes."""
    height, width = predicted.image.shape[1:]
    with figure(path, width=7, height=max(1.5, min(14, 7 * height / width))) as (_, (axis,)):
        show_detections(axis, predicted.image, predicted.detections, classes, score=score)


def predict(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    run: Path | None = None,
    out: Path = Path("runs") / "predictions",
    score: float = 0.4,
    lowest: float = 0.05,
    tta: Views = 1,
) -> None:
    """Draw boxes on images and write them as detections.json (COCO) and submission.csv (the contest).

    Args:
        images: files, or folders of images or of a video's frames.
        run: the folder of a training run; the newest in runs/ where none is named.
        out: the folder for what is written.
        score: of the boxes that are drawn.
        lowest: score of the boxes that are written.
        tta: 2: the mirror image, too; 4: also upside down. Boxes of all views vote.
    """
    files = image_files(images)
    detector = load_detector(run)
    results: list[dict[str, object]] = []
    lines: list[str] = []
    for predicted in predict_files(detector, files, score=lowest, tta=tta):
        results += coco_results(predicted, predicted.name)
        lines.append(contest_line(predicted))
        drawn = predicted.detections.above(score)
        draw(predicted, detector.config.classes, out / f"{predicted.name}.png", score)
        print(f"{predicted.name}: {len(drawn)} above {score:g}, {len(predicted.detections)} in all")
    write_text_atomically(out / "detections.json", json.dumps(results) + "\n")
    write_text_atomically(out / "submission.csv", "\n".join(lines) + "\n")
    print(f"pictures, detections.json and submission.csv are in {out}")
