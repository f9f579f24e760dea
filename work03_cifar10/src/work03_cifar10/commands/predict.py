"""What stands behind `python predict.py`: the most probable classes of one's own photos."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import tyro

from shared.data.images.listing import list_images
from shared.data.images.photos import ImageError, image_mode, read_image
from shared.plain_text import printable
from shared.training import SavedModelError
from shared.training.folder.saved import newest_run, read_json
from shared.training.settings.ranges import AtLeast, check
from work03_cifar10.training.trained_model import FILE, load_trained

GRAY = ("mnist", "fashion-mnist", "sample")
"""Data sets without color, whatever channels a network has."""

COLUMNS = ("file", "label", "probability", "error")


def predict(
    images: Annotated[tuple[str, ...], tyro.conf.Positional],
    run: Path | None = None,
    top: int = 3,
    out: Path = Path("runs") / "predictions",
) -> None:
    """Print the most probable classes of each image, and write them as JSON and CSV.

    Both files grow image by image. A file that cannot be read is named, and costs only itself.

    Args:
        images: photos in any format that Pillow reads, or folders with such at any depth.
        run: the folder of a finished run of train.py or finetune.py; by default the newest in runs/
            that fits: a smoke run fits nothing, one of gray images no photo in color.
        top: how many classes to print.
        out: the folder of predictions.json and predictions.csv.
    """
    check("--top", top, AtLeast(1))
    files = files_of(images)
    folder = run or newest_fitting(Path("runs"), files)
    classifier = load_trained(folder)
    print(f"with {folder}, which knows {len(classifier.classes)} classes")
    errors = []
    with results(out) as write:
        for file in files:
            try:
                probabilities = classifier.probabilities(read_image(Path(file)))
            except ImageError as error:
                errors.append(str(error))
                print(f"left out: {printable(str(error))}", file=sys.stderr)
                write({"file": file, "error": str(error)})
                continue
            values, numbers = probabilities.topk(min(top, len(classifier.classes)))
            best = [
                {"label": classifier.classes[number], "probability": round(value, 6)}
                for value, number in zip(values.tolist(), numbers.tolist(), strict=True)
            ]
            print(printable(file))
            for each in best:
                print(f"  {each['probability']:6.1%}  {printable(str(each['label']))}")
            write({"file": file, **best[0], "top": best})
    if len(errors) == len(files):
        raise ImageError("no image could be read: " + "; ".join(errors[:5]))
    print(f"{len(files) - len(errors)} images classified, {len(errors)} left out; written to {out}")


def files_of(images: Sequence[str | Path]) -> list[str]:
    """List the files as they are named, and in place of each folder the pictures in it.

    Raises:
        ImageError: there is none.
    """
    if images and not any(Path(image).exists() for image in images):
        raise ImageError(f"there is no image {', '.join(map(str, images))}")
    files: list[str] = []
    for image in images:
        if Path(image).is_dir():
            listing = list_images(Path(image))  # what is not read here will be named
            files += map(str, (*listing.files, *listing.unread))
        else:
            files.append(str(image))
    if not files:
        raise ImageError("there is no picture: name at least one image, or a folder with images")
    return files


def newest_fitting(runs: Path, files: Sequence[str]) -> Path:
    """Return the newest run that fits the images, else the newest.

    Raises:
        SavedModelError: there is no run.
    """
    in_color = True
    for file in files:
        with suppress(ImageError):
            in_color = image_mode(Path(file)) not in ("1", "L", "LA", "I", "I;16", "F")
            break

    def fits(run: Path) -> bool:
        try:
            channels = read_json(run / FILE)["shape"][0]
            config = read_json(run / "config.json")["config"]
            smoke, gray = config["smoke"], channels == 1 or config["data"] in GRAY
        except (SavedModelError, KeyError, TypeError, IndexError):
            return False
        return not smoke and not (in_color and gray)

    try:
        return newest_run(runs, FILE, fits=fits)
    except SavedModelError:
        folder = newest_run(runs, FILE, command="train.py` or `python finetune.py")
    print(f"no run in {runs} is made for such images; {folder} is the newest", file=sys.stderr)
    return folder


@contextmanager
def results(folder: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Open predictions.json and predictions.csv; each record is on the disk before the next.

    Raises:
        ImageError: `folder` is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ImageError(f"{folder} is a file: name a folder by --out") from None
    with (
        (folder / "predictions.json").open("wb") as records,
        (folder / "predictions.csv").open(
            "w", encoding="utf-8", errors="surrogateescape", newline=""
        ) as lines,
    ):
        table = csv.DictWriter(lines, COLUMNS, extrasaction="ignore")
        table.writeheader()
        end = records.write(b"[")
        records.write(b"\n]\n")

        def write(record: dict[str, Any]) -> None:
            nonlocal end
            text = (",\n" if end > 1 else "\n") + json.dumps(record, ensure_ascii=False)
            # A file's name may be no UTF-8; a backslash makes it JSON's own escape.
            line = text.encode("utf-8", "backslashreplace")
            records.seek(end)  # over the bracket that closes the list
            records.write(line + b"\n]\n")
            records.flush()
            end += len(line)
            table.writerow(record)
            lines.flush()

        yield write
