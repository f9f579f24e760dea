"""Results of another machine in one archive: packed there, checked and merged here.

What comes back is data from outside: its names, sizes and numbers are checked before anything is
written, and a number is taken only where the code that measured it is this tree's own.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from shared.damaged import BROKEN
from shared.errors import UserError
from shared.files import write_atomically
from shared.reporting.results import Results, ResultsError, load_results
from shared.studies.check import check_results
from shared.studies.engine import alone

LIMIT = 1_000_000  # bytes of one file
MOST_FILES = 200
NAME = re.compile(r"([a-z][a-z0-9_]{2,40})/results/([A-Za-z0-9][A-Za-z0-9_-]{0,80}\.json)")


class ArchiveError(UserError):
    """An archive that is none, or that holds what is not to be taken."""


def pack(workspace: Path, studies: Sequence[tuple[str, str]], archive: Path) -> None:
    """Write the results files that are there into a zip archive.

    Args:
        workspace: the folder of the assignments.
        studies: assignment and name of each.
        archive: replaced as a whole.
    """

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as packed:
            for project, study in studies:
                name = f"{project}/results/{study}.json"
                if (workspace / name).exists():
                    packed.write(workspace / name, name)

    write_atomically(archive, write)


def take(archive: Path, workspace: Path) -> list[Path]:
    """Merge an archive's measurements into the results files of this tree.

    A measurement replaces the one of the same variant and seed that was made by the same code; one
    made by other code than the archive's is dropped, as the study engine does.

    Returns:
        the results files that were written.

    Raises:
        ArchiveError: it is no archive, holds anything but results files of these assignments, or
            numbers of other code. Nothing is written then, nor where the next two are raised.
        StudyLockedError: one of the studies is being measured here.
        ResultsError: a results file of this tree cannot be read.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            if len(packed.infolist()) > MOST_FILES:
                raise ArchiveError(f"{archive} holds more than {MOST_FILES} files")
            if len(set(packed.namelist())) < len(packed.namelist()):
                raise ArchiveError(f"{archive} holds a file twice")
            contents = {info.filename: _read(packed, info, archive) for info in packed.infolist()}
    except FileNotFoundError:
        raise ArchiveError(f"there is no {archive}") from None
    except (*BROKEN, OSError) as error:
        raise ArchiveError(f"{archive} cannot be read as a zip archive: {error}") from None
    with tempfile.TemporaryDirectory() as folder:
        received = [
            _received(name, content, archive, workspace, Path(folder))
            for name, content in contents.items()
        ]
    with contextlib.ExitStack() as locks:
        for path, _ in received:
            locks.enter_context(alone(path.parent, path.stem))
        merged = [(path, _merged(path, new)) for path, new in received]
        for path, results in merged:
            results.save(path)
    return [path for path, _ in merged]


def _read(packed: zipfile.ZipFile, info: zipfile.ZipInfo, archive: Path) -> bytes:
    if not NAME.fullmatch(info.filename):
        raise ArchiveError(
            f"{archive} holds {info.filename!r}, which is no PROJECT/results/STUDY.json"
        )
    with packed.open(info) as file:
        content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise ArchiveError(f"{archive}: {info.filename} has more than {LIMIT:,} bytes")
    return content


def _received(
    name: str, content: bytes, archive: Path, workspace: Path, folder: Path
) -> tuple[Path, Results]:
    """Return where one file's measurements belong, and the measurements."""
    project, file = NAME.fullmatch(name).groups()  # type: ignore[union-attr]
    if not (workspace / project / "src").is_dir():
        raise ArchiveError(f"{archive} has results of {project}, which is no assignment here")
    copy = folder / f"{project}-{file}"
    copy.write_bytes(content)
    try:
        new, findings = load_results(copy), check_results([copy])
    except (ResultsError, ValueError, RecursionError) as error:
        raise ArchiveError(f"{archive}: {name} is no results file: {error}") from None
    problems = [*findings.refused, *findings.changed, *findings.unknown]
    if problems:
        raise ArchiveError(
            f"{archive}: {name} has numbers of other code than this tree's; check out the commit "
            f"that was measured, and take them there ({problems[0].partition(': ')[2]})"
        )
    if new.study != Path(file).stem:
        raise ArchiveError(f"{archive}: {name} is of a study named {new.study!r}")
    return workspace / project / "results" / file, new


def _merged(path: Path, new: Results) -> Results:
    """Return all that is to be in a results file: what is new, and what it has beside that."""
    if not path.exists():
        return new
    old = load_results(path)
    for variant in new.variants:
        known = old.find(variant.labels)
        if known is not None and known.key == variant.key:
            for measured in known.measurements:
                if measured.seed not in [one.seed for one in variant.measurements]:
                    variant.add(measured)
    new.variants += [v for v in old.variants if new.find(v.labels) is None]
    return new
