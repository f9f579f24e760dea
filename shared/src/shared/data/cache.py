"""Keep verified data sets in one folder of the user's, safely among several processes."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from shared.data.catalogue.entries import DataSet, Local, Source
from shared.data.catalogue.reading import find
from shared.data.errors import CacheError, DataUnavailableError, DigestError, SourceError
from shared.data.files import cache_error, sha256, sync_folder
from shared.data.progress import progress, say, size_and_time
from shared.data.unchanged import is_unchanged, remember


def cache_folder() -> Path:
    """Return the folder that holds the data sets: `DL_CACHE`, or the user's cache folder.

    A user without a home, as in many containers, has a folder below the system's temporary one.

    Raises:
        CacheError: somebody else made that folder.
    """
    if setting := os.environ.get("DL_CACHE", ""):
        return Path(setting).expanduser().resolve()
    folder = user_cache_path("coursework")
    if folder.is_absolute():
        return folder
    folder = Path(tempfile.gettempdir()) / f"coursework-{os.getuid()}"
    if folder.exists() and folder.stat().st_uid != os.getuid():
        raise CacheError(f"{folder} is another user's: set DL_CACHE to a folder of your own")
    return folder


def fetch(name: str, *, local_only: bool = False) -> Path:
    """Return the folder that holds the verified files of the data set `name`.

    The first call gets them from the first source that gives the right bytes; later calls find
    them in the cache. Files that were changed there since are noticed and replaced.
    `local_only` leaves the network alone: cache and `DL_DATA` only.

    Raises:
        UnknownDataSetError: the catalogue has no such entry.
        DataUnavailableError: every source failed; the message says why each did.
        CacheError: the cache folder cannot be written.
    """
    data_set = find(name)
    folder = cache_folder() / name
    if is_unchanged(folder, data_set):
        return folder
    with _alone(data_set):
        if not is_unchanged(folder, data_set):  # another process may have fetched it meanwhile
            if is_complete(folder, data_set):
                say(f"{name}: files in {folder} were changed; getting it again")
            _fetch_from_first(data_set, local_only)
    return folder


def is_complete(folder: Path, data_set: DataSet) -> bool:
    """Return whether every file is there with its length; `damaged_files` looks at the bytes."""
    try:
        return all((folder / file.path).stat().st_size == file.size for file in data_set.files)
    except OSError:
        return False


def damaged_files(folder: Path, data_set: DataSet) -> list[str]:
    """Return the paths of the files in `folder` that are missing or have another SHA-256."""
    return [
        file.path
        for file in data_set.files
        if not (folder / file.path).is_file() or sha256(folder / file.path) != file.sha256
    ]


@contextlib.contextmanager
def _alone(data_set: DataSet) -> Iterator[None]:
    """Hold the data set's lock; say so when another process has it and we wait."""
    cache = cache_folder()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = FileLock(cache / f".{data_set.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"{data_set.name}: another process is fetching it; waiting")
            lock.acquire()
    except OSError as error:
        raise cache_error(cache, error) from error
    try:
        yield
    finally:
        lock.release()


def _fetch_from_first(data_set: DataSet, local_only: bool) -> None:
    _remove_leftovers(data_set)
    failures: dict[Source, str] = {}
    for source in data_set.sources:
        if local_only and not isinstance(source, Local):
            continue
        if not isinstance(source, Local):
            say(f"{data_set.name} ({size_and_time(data_set.size)}): trying {source}")
        try:
            _fetch_from(source, data_set)
        except (SourceError, OSError) as error:
            # Writing raises CacheError, which ends it all: no source can help a full disk. So this
            # OSError is the source's: unreadable, cut off.
            failures[source] = str(error)
            if not isinstance(source, Local):
                say(f"{data_set.name}: {error}")
        else:
            return
    raise DataUnavailableError(_explain(data_set, failures))


def check_source(source: Source, data_set: DataSet) -> str:
    """Return what is wrong with a source, empty where it gives the right bytes; they are not kept."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    try:
        with _built_from(source, data_set):
            return ""
    except (SourceError, OSError) as error:
        return str(error)


def _fetch_from(source: Source, data_set: DataSet) -> None:
    with _built_from(source, data_set) as built:
        _publish(built, built.parent, data_set)


@contextlib.contextmanager
def _built_from(source: Source, data_set: DataSet) -> Iterator[Path]:
    """Yield a folder with the data set's files, each verified; it is removed in the end.

    Raises:
        SourceError: the source cannot be reached, or gives other bytes.
    """
    # Pillow, pooch and rich, which neither a data set that is here needs nor --help.
    from shared.data.forms.form import FORMS
    from shared.data.sources.obtain import obtain

    with _workspace(data_set) as workspace:
        form = FORMS[source.form]
        raw = obtain(source, data_set, form.inputs(data_set), workspace)
        built = workspace / "files"
        with progress(data_set.name, data_set.size) as bar:
            form.build(raw, data_set, built, bar)
        # What was written is checked, not what was read.
        if damaged := damaged_files(built, data_set):
            more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
            raise DigestError(f"wrong SHA-256 of {damaged[0]}{more}")
        yield built


@contextlib.contextmanager
def _workspace(data_set: DataSet) -> Iterator[Path]:
    """Yield a new folder beside the data set's place, and remove it in the end."""
    cache = cache_folder()
    try:
        workspace = Path(tempfile.mkdtemp(prefix=_partial(data_set), dir=cache))
    except OSError as error:
        raise cache_error(cache, error) from error
    try:
        yield workspace
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _partial(data_set: DataSet) -> str:
    return f".{data_set.name}.partial-"


def _remove_leftovers(data_set: DataSet) -> None:
    """Remove what a killed process left; the lock is ours, so nobody else is at work there."""
    for leftover in cache_folder().glob(f"{_partial(data_set)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _publish(built: Path, workspace: Path, data_set: DataSet) -> None:
    """Give the verified files their final name in one step."""
    target = cache_folder() / data_set.name
    try:
        for folder in (built, *(path for path in built.rglob("*") if path.is_dir())):
            sync_folder(folder)
        if target.exists():  # incomplete, or it would have been used
            target.rename(workspace / "replaced")
        built.rename(target)
        sync_folder(target.parent)
        remember(target, data_set)
    except OSError as error:
        raise cache_error(target, error) from error


def _layout(source: Local, data_set: DataSet) -> str:
    """Return what the user should put below DL_DATA: an archive, or a folder and its first file."""
    folder = "" if source.where == "." else f"{source.where}/"
    plain = source.form == "files" and not source.prefix and not source.where.endswith(".zip")
    return f"{folder}{data_set.files[0].path}" if plain else source.where


def _explain(data_set: DataSet, failures: dict[Source, str]) -> str:
    """Say which data set, what each source answered, and what the user can do."""
    # A missing DL_DATA is one reason, however many layouts would have been tried below it.
    reasons = {
        "user's folder" if reason.startswith("DL_DATA") else str(source): reason
        for source, reason in failures.items()
    }
    layouts = [
        _layout(source, data_set) for source in data_set.sources if isinstance(source, Local)
    ]
    return "\n".join(
        [
            f"{data_set.name}: no source gave the right files.",
            *(f"  {source}: {reason}" for source, reason in reasons.items()),
            f"What to do: set DL_DATA to a folder that holds {' or '.join(layouts)}, "
            "or use `--data sample` where the command has it.",
        ]
    )
