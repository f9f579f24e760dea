"""A trained detector together with data to try it on: those it was trained on, or others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from final_ssd.data.annotations import Annotated, Findings, Split
from final_ssd.data.identities import EDGES, IMAGES, identities_of, names_of
from final_ssd.data.splits import DataName, DataSettings, Splits, class_names, load
from final_ssd.models.detector import Detector, DetectorConfig
from final_ssd.models.saved import find_run, load_detector, read_config
from final_ssd.training.config import TrainConfig
from shared.training.folder.saved import read_json
from shared.training.settings.config import config_of_run
from shared.training.settings.ranges import SettingsError


@dataclass(frozen=True)
class Trained:
    """A detector and data as it takes them.

    Attributes:
        folder: its run's.
        detector: in evaluation mode.
        splits: images at its input's size.
    """

    folder: Path
    detector: Detector
    splits: Splits


def open_trained(
    run: Path | None, data: DataName | None, folder: Path | None, findings: Findings
) -> Trained:
    """Load a detector, and data to try it on.

    Args:
        run: its folder; the newest in runs/ that fits the data where none is named.
        data: the data set; the one it was trained on where none is named.
        folder: of voc and coco.
        findings: gets what is wrong with annotations.

    Raises:
        SettingsError: a folder of data that have none.
        UserError: there is no such run, or the data cannot be read, or have other classes.
    """
    if folder is not None and data not in ("voc", "coco"):
        raise SettingsError("--folder needs --data voc or --data coco")
    place = run or (find_run() if data is None else _run_for(data, folder))
    settings = settings_of(place) if data is None else _settings_for(place, data, folder)
    detector = load_detector(place)
    splits = load_for(detector.config, settings, findings)
    trained_on, called_so = _trained_on(place, splits)
    if trained_on:
        findings.assume(
            f"{trained_on} of the images to be evaluated on were trained on: images were added or "
            "lists changed since, and the figures are too good"
        )
    if called_so and _is_own(place, settings.name):
        findings.assume(
            f"{called_so} of the images to be evaluated on are called like images that were trained "
            "on: if the folder was moved and they are the same, the figures are too good"
        )
    return Trained(place, detector, splits)


def _trained_on(run: Path, splits: Splits) -> tuple[int, int]:
    """Count validation and test images with which a run was trained.

    Returns:
        those known by their path, and others that are called like one, as in a folder that was moved.
    """
    if not (run / IMAGES).exists():
        return 0, 0
    known = read_json(run / IMAGES)
    called = names_of(known)
    held_out: Mapping[Split, Sequence[Annotated]] = {
        split: own for split, own in splits.entries.items() if split != "train"
    }
    images = identities_of(held_out)
    elsewhere = [one for key, one in images.items() if key not in known]
    return (
        sum(known[key]["split"] == "train" for key in images if key in known),
        sum(("train", one["file_name"], one["id"]) in called for one in elsewhere),
    )


def _is_own(run: Path, data: DataName) -> bool:
    """Return whether data are of the kind that a run was trained on, as far as it says."""
    return not (run / "config.json").exists() or settings_of(run).name == data


def settings_of(run: Path) -> DataSettings:
    """Return the data that a run was trained on, and from which number their edges count.

    Raises:
        CheckpointError: its config.json is missing or of something else.
    """
    settings = config_of_run(TrainConfig, run).data_settings
    if settings.name != "voc" or not (run / EDGES).exists():
        return settings
    return replace(settings, first_pixel=read_json(run / EDGES).get("first_pixel"))


def _settings_for(run: Path, data: DataName, folder: Path | None) -> DataSettings:
    """Return settings of other data; of the run's own ones all that it was trained with.

    Another folder may be its own, moved: what decides how it is cut stays as it was, and so does the
    number from which edges count. Photos without an edge at 0 do not tell it; one at 0 tells that they
    count from 0, or is a mistake in a folder that counts from 1: it changes nothing, but it is said.
    """
    settings = DataSettings(data, read_config(run).image_size, folder)
    if not (run / "config.json").exists():
        return settings
    own = settings_of(run)
    if own.name != data:
        return replace(settings, seed=own.seed)
    if folder is None or _same(folder, own.folder):
        return own
    there = class_names(settings) if own.classes else ()
    return replace(
        settings,
        seed=own.seed,
        classes=tuple(name for name in own.classes if name in there),
        first_pixel=own.first_pixel,
    )


def _same(one: Path, other: Path | None) -> bool:
    return other is not None and one.resolve() == other.resolve()


def _run_for(data: DataName, folder: Path | None) -> Path:
    """Find the newest run that was trained on these data, or on others of the same classes."""
    names = set(class_names(DataSettings(data, 64, folder)))
    return find_run(lambda config: set(config.classes) == names)


def load_for(config: DetectorConfig, settings: DataSettings, findings: Findings) -> Splits:
    """Load data as a detector takes them: at its input's size, with its classes, nothing changed.

    Raises:
        UserError: the data cannot be read, or have other classes.
    """
    settings = replace(
        settings, image_size=config.image_size, known=config.classes, augment="none", mosaic=False,
        download=False,
    )  # fmt: skip
    return load(settings, findings)
