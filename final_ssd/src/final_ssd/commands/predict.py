"""`python predict.py`: boxes on images, and the same as COCO's JSON and the contest's CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from jaxtyping import UInt8
from PIL import Image
from torch import Tensor

from final_ssd.commands.growing import Growing
from final_ssd.data.annotations import Findings
from final_ssd.data.coco import read_coco
from final_ssd.data.frames import Frame
from final_ssd.data.identities import IMAGES, Identities, Identity, identify, identities_in
from final_ssd.models.detections import Detections
from final_ssd.models.detector import Detector
from final_ssd.models.saved import find_run, load_detector
from final_ssd.models.tta import Views, detect_with
from shared.data.images.listing import list_images, output_names
from shared.data.images.photos import ImageError, read_image
from shared.files import refuse_replacing
from shared.plain_text import printable
from shared.training.folder.saved import read_json
from shared.training.settings.ranges import Between, check


@dataclass(frozen=True)
class Predicted:
    """One image and its detections, in its own pixels."""

    name: str
    image: UInt8[Tensor, "3 height width"]
    detections: Detections


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


def coco_results(
    predicted: Predicted, identity: Identity, category_ids: Sequence[int | str]
) -> list[dict[str, object]]:
    """Return COCO's results: one entry a detection, `x y w h` where the data set counts edges.

    Args:
        predicted: an image's detections.
        identity: what the data set calls the image.
        category_ids: what it calls the classes.
    """
    detections = predicted.detections
    height, width = predicted.image.shape[1:]
    frame = identity.frame or Frame((width, height))
    results: list[dict[str, object]] = []
    for box, value, label in zip(
        detections.boxes.tolist(),
        detections.scores.tolist(),
        detections.classes.tolist(),
        strict=True,
    ):
        x1, y1, x2, y2 = frame.from_picture(box, (width, height))
        results.append(
            {
                "image_id": identity.id,
                "category_id": category_ids[label],
                "bbox": [round(x1, 2), round(y1, 2), round(x2 - x1, 2), round(y2 - y1, 2)],
                "score": round(value, 5),
                "file_name": identity.file_name,
            }
        )
    return results


def contest_line(predicted: Predicted) -> str:
    """Return a line of the contest's CSV: `image_id,{xl yl xr yr conf cls}{…}`.

    A name with a comma, a quote or a line break stands in quotes, as CSV has it.
    """
    detections = predicted.detections
    parts = (
        "{" + " ".join(f"{edge:.1f}" for edge in box) + f" {value:.4f} {label}" + "}"
        for box, value, label in zip(
            detections.boxes.tolist(),
            detections.scores.tolist(),
            detections.classes.tolist(),
            strict=True,
        )
    )
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([predicted.name, "".join(parts)])
    return line.getvalue().removesuffix("\r\n")


def draw(predicted: Predicted, classes: Sequence[str], path: Path, score: float) -> None:
    """Write the image with its boxes."""
    from final_ssd.figures.boxes import show_detections  # matplotlib is not needed for --help
    from shared.plotting import figure

    height, width = predicted.image.shape[1:]
    with figure(path, width=7, height=max(1.5, min(14, 7 * height / width))) as (_, (axis,)):
        show_detections(axis, predicted.image, predicted.detections, classes, score=score)


def image_files(paths: Sequence[Path]) -> list[Path]:
    """List the pictures among files and below folders (photos, a video's frames), to be tried at least.

    Raises:
        ImageError: no path, or nothing in the folders.
    """
    listing = list_images(*(path for path in paths if path.exists()))
    files = [*listing.files, *listing.unread, *(path for path in paths if not path.exists())]
    if listing.others:
        print(f"{len(listing.others)} other file(s) in the folders are no pictures by their names")
    if not files:
        named = ", ".join(map(str, paths))
        raise ImageError(f"{named} holds no picture" if paths else "name an image or a folder")
    return files


def known_images(run: Path, annotations: Path | None, files: Sequence[Path]) -> Identities:
    """Return what a data set calls the images: the named annotation file's, else the run's own."""
    if annotations is not None:
        findings = Findings()
        known = identities_in(read_coco(annotations), files, findings)
        for assumption in findings.assumptions:
            print(assumption)
        if findings.counts:
            print(printable(f"{annotations}: {findings.summary()}; such as {findings.lines[0]}"))
        return known
    return read_json(run / IMAGES) if (run / IMAGES).exists() else {}


def predict(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    run: Path | None = None,
    out: Path = Path("runs") / "predictions",
    score: float = 0.4,
    lowest: float = 0.05,
    tta: Views = 1,
    annotations: Path | None = None,
) -> None:
    """Draw boxes on images and write them as detections.json (COCO) and submission.csv (the contest).

    A file that cannot be read is named and passed over. Images that the detector was trained or
    tested on keep the ids of their data set in detections.json, and categories always do.

    Args:
        images: files, or folders of images or of a video's frames.
        run: the folder of a training run; the newest in runs/ where none is named.
        out: the folder for what is written.
        score: of the boxes that are drawn.
        lowest: score of the boxes that are written.
        tta: 2: the mirror image, too; 4: also upside down. Boxes of all views vote.
        annotations: a COCO JSON file that lists the images, for their ids in detections.json.
    """
    check("--score", score, Between(0, 1))
    check("--lowest", lowest, Between(0, 1))
    files = image_files(images)
    names = output_names(files)
    drawings = [out / f"{name}.png" for name in names]
    refuse_replacing(files, drawings)
    folder = run or find_run()
    detector = load_detector(folder)
    print(f"the run in {folder}, which finds {printable(', '.join(detector.config.classes))}")
    known = known_images(folder, annotations, files)
    passed_over: list[str] = []
    unknown = 0
    with Growing(out) as written:
        for file, name, drawing in zip(files, names, drawings, strict=True):
            try:
                picture = read_image(file)
            except ImageError as error:
                passed_over.append(printable(str(error)))
                print(f"passed over: {passed_over[-1]}")
                continue
            predicted = predict_picture(detector, picture, name, score=lowest, tta=tta)
            identity = identify(file, known)
            unknown += identity is None
            results = coco_results(
                predicted, identity or Identity(name, file.name), detector.config.ids
            )
            draw(predicted, detector.config.classes, drawing, score)
            written.add(results, contest_line(predicted))
            above = len(predicted.detections.above(score))
            print(f"{printable(name)}: {above} above {score:g}, {len(results)} in all")
    if len(passed_over) == len(files):
        raise ImageError(f"no picture could be read: {passed_over[0]}")
    if unknown and (known or annotations is not None):
        print(f"{unknown} image(s) are in no list: their ids are their names")
    if passed_over:
        print(f"{len(passed_over)} of {len(files)} file(s) were passed over")
    print(f"pictures, detections.json and submission.csv are in {out}")
