"""Find the rubric's modules in what was handed in, wherever they lie.

Only they are taken: a conftest.py or a sitecustomize.py beside them does not exist for the judge.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.grading.assignment.rubric import Rubric
from shared.grading.errors import HandInError
from shared.grading.hand_ins.archives import BROKEN, Parts, wanted_files
from shared.plain_text import one_line


@dataclass(frozen=True)
class HandIn:
    """What was handed in: the text of each module that was there, by the module's full name."""

    name: str
    sources: Mapping[str, bytes]


def read_hand_in(path: Path, rubric: Rubric) -> HandIn:
    """Find the rubric's modules in a folder or an archive.

    They may lie under any folder, as `src/package/module.py`, `package/module.py`, or `module.py`
    alone, all of them in one place.

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
        files = wanted_files(path, lambda parts: any(_matches(parts, rubric)))
        candidates = [
            one for parts, content in files for one in _candidates(parts, rubric, content)
        ]
    except HandInError as error:
        raise HandInError(one_line(str(error))) from None
    except BROKEN as error:
        raise HandInError(one_line(f"{name} is damaged or no archive ({error})")) from None
    return HandIn(name, _choose(candidates, rubric))


def safe_name(path: Path) -> str:
    """Return a hand-in's name for tables and file names: its last part, without an archive's ending."""
    name = path.resolve().name
    for ending in (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".tar", ".zip"):
        name = name.removesuffix(ending)
    return one_line(os.fsencode(name).decode("utf-8", "replace")) or "hand-in"


@dataclass(frozen=True)
class _Candidate:
    """A file that could be the module `module`; `root` is the folder that its package lies in."""

    module: str
    root: Parts
    length: int  # of the part of its path that names the module: src/package/module.py is 3
    content: bytes


def _matches(parts: Parts, rubric: Rubric) -> Iterator[tuple[str, int]]:
    """Yield the modules whose file a path could be, and how many of its last parts say so."""
    for module in rubric.modules:
        full = ("src", *module.split("."))
        full = (*full[:-1], f"{full[-1]}.py")
        for start in range(3):
            wanted = full[start:]
            if parts[-len(wanted) :] == wanted:
                yield module, len(wanted)
                break


def _candidates(parts: Parts, rubric: Rubric, content: bytes) -> Iterator[_Candidate]:
    for module, length in _matches(parts, rubric):
        yield _Candidate(module, parts[:-length], length, content)


def _choose(candidates: Iterable[_Candidate], rubric: Rubric) -> dict[str, bytes]:
    """Choose one file for each module, all from the place that names most of them best."""
    places: dict[tuple[Parts, int], dict[str, bytes]] = {}
    for candidate in candidates:
        depth = len(candidate.module.split("."))
        place = (candidate.root, depth + 1 - candidate.length)
        if candidate.module in places.setdefault(place, {}):
            raise HandInError(f"the hand-in holds {candidate.module} twice")
        places[place][candidate.module] = candidate.content
    if not places:
        wanted = ", ".join(f"{name.rpartition('.')[2]}.py" for name in rubric.modules)
        raise HandInError(f"the hand-in holds none of the files that count: {wanted}")
    # The fuller path is the surer one; a lone module.py in tests/ or backup/ is not meant then.
    closest = min(missing for _, missing in places)
    roots = [root for root, missing in places if missing == closest]
    if len(roots) > 1:
        listed = " and ".join(sorted("/".join(root) or "." for root in roots)[:3])
        raise HandInError(f"the hand-in holds the assignment in several places: {listed}")
    return places[(roots[0], closest)]
