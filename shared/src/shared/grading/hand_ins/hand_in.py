"""Find the rubric's modules in what was handed in, wherever they lie.

Only they are taken: a conftest.py or a sitecustomize.py beside them does not exist for the judge.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.damaged import BROKEN
from shared.grading.errors import HandInError
from shared.grading.hand_ins.archives import MAX_FILE, Parts, read_plain, wanted_files
from shared.plain_text import printable

ARCHIVES = (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".txz", ".tbz2", ".tar", ".zip")
MAX_INNER = 50 * 2**20
"""Bytes of an archive within an archive."""


@dataclass(frozen=True)
class HandIn:
    """What was handed in: the text of each module that was there, by the module's full name."""

    name: str
    sources: Mapping[str, bytes]


class Wanted(Protocol):
    """Whatever names the modules that count: a rubric."""

    @property
    def modules(self) -> tuple[str, ...]:
        """Their full names."""


@dataclass(frozen=True)
class Modules:
    """These modules count."""

    modules: tuple[str, ...]


def read_hand_in(path: Path, rubric: Wanted) -> HandIn:
    """Find the rubric's modules in a folder or an archive.

    They may lie under any folder, as `src/package/room/module.py`, from a later folder on, or `module.py`
    alone, all of them in one place. An archive that holds nothing but another one is opened too, and
    a single `module.py` is a hand-in.

    Raises:
        HandInError: not readable, hostile, or with two places that hold the same module.
    """
    name = safe_name(path)
    # As Path objects, names that are no UTF-8 keep their bytes.
    if path.is_symlink():
        raise HandInError(f"{name} is a link, not a hand-in")
    try:
        if not path.is_dir() and not path.is_file():
            raise HandInError(f"{name}: there is no such folder or archive")
        candidates = _found(path, rubric)
    except HandInError as error:
        raise HandInError(printable(str(error))) from None
    except (*BROKEN, OSError) as error:
        raise HandInError(printable(f"{name} is damaged or no archive ({error})")) from None
    return HandIn(name, _choose(candidates, rubric))


def _found(path: Path, rubric: Wanted) -> list[_Candidate]:
    """Return the files that could be modules, also in an archive within an archive."""

    def limit(parts: Parts) -> int:
        return MAX_FILE if any(_matches(parts, rubric)) else 0

    def archive_limit(parts: Parts) -> int:
        hidden = parts[-1].startswith(".")  # a Mac puts ._work.zip beside work.zip
        return MAX_INNER if parts[-1].lower().endswith(ARCHIVES) and not hidden else 0

    if path.is_file() and path.suffix.lower() in (".py", ".ipynb"):
        if not limit((path.name,)):
            raise HandInError(_not_a_file_that_counts(path, rubric))
        return list(_candidates((path.name,), rubric, read_plain(path, MAX_FILE)))
    source: Path | bytes = path
    inner: list[bytes] = []
    for _ in range(2):
        files = wanted_files(source, limit)
        found = [one for parts, content in files for one in _candidates(parts, rubric, content)]
        if found:
            return found
        inner = [content for _, content in wanted_files(source, archive_limit)]
        if len(inner) != 1:
            return []
        source = inner[0]
    return []


def _not_a_file_that_counts(path: Path, rubric: Wanted) -> str:
    wanted = _files_that_count(rubric)
    if path.suffix.lower() == ".ipynb":
        return f"it is a notebook: copy each function into its file ({wanted}) and hand those in"
    return f"it is none of the files that count: {wanted}"


def _files_that_count(rubric: Wanted) -> str:
    return ", ".join(f"{name.rpartition('.')[2]}.py" for name in rubric.modules)


def safe_name(path: Path) -> str:
    """Return a hand-in's name for tables and file names: its last part, without its ending."""
    name = Path(os.path.normpath(path.absolute())).name  # a link has a name of its own
    for ending in (*ARCHIVES, ".py"):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return printable(os.fsencode(name).decode("utf-8", "replace")) or "hand-in"


@dataclass(frozen=True)
class _Candidate:
    """A file that could be the module `module`; `root` is the folder that its package lies in."""

    module: str
    root: Parts
    length: int  # of the part of its path that names the module: src/package/module.py is 3
    content: bytes


def _matches(parts: Parts, rubric: Wanted) -> Iterator[tuple[str, int]]:
    """Yield the modules whose file a path could be, and how many of its last parts say so.

    A name alone says so where no other module has it.
    """
    names = [module.rpartition(".")[2] for module in rubric.modules]
    for module, name in zip(rubric.modules, names, strict=True):
        full = ("src", *module.split(".")[:-1], f"{name}.py")
        for start in range(len(full) if names.count(name) == 1 else len(full) - 1):
            wanted = full[start:]
            if parts[-len(wanted) :] == wanted:
                yield module, len(wanted)
                break


def _candidates(parts: Parts, rubric: Wanted, content: bytes) -> Iterator[_Candidate]:
    for module, length in _matches(parts, rubric):
        yield _Candidate(module, parts[:-length], length, content)


def _choose(candidates: Iterable[_Candidate], rubric: Wanted) -> dict[str, bytes]:
    """Choose one file for each module, all from the place that names most of them best."""
    places: dict[tuple[Parts, int], dict[str, bytes]] = {}
    found = list(candidates)
    for candidate in found:
        depth = len(candidate.module.split("."))
        place = (candidate.root, depth + 1 - candidate.length)
        if candidate.module in places.setdefault(place, {}):
            raise HandInError(f"the hand-in holds {candidate.module} twice")
        places[place][candidate.module] = candidate.content
    if not places:
        raise HandInError(
            f"the hand-in holds none of the files that count: {_files_that_count(rubric)}"
        )
    # The fuller path is the surer one; a lone module.py in tests/ or backup/ is not meant then.
    closest = min(missing for _, missing in places)
    roots = [root for root, missing in places if missing == closest]
    if len(roots) > 1:
        listed = " and ".join(sorted("/".join(root) or "." for root in roots)[:3])
        raise HandInError(f"the hand-in holds the assignment in several places: {listed}")
    chosen = places[(roots[0], closest)]
    beside = [one for one in found if one.root == roots[0] and one.length == 1]
    if any(one.module.count(".") + 1 == closest for one in beside):  # files without their folders
        return {**{one.module: one.content for one in beside}, **chosen}
    return chosen
