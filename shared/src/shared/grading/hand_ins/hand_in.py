"""Find the rubric's modules in what was handed in, wherever they lie.

Only they are taken: a conftest.py or a sitecustomize.py beside them does not exist for the judge.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from shared.damaged import BROKEN
from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.hand_ins.archives import MAX_FILE, Parts, read_plain, wanted_files
from shared.plain_text import printable

ARCHIVES = (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".txz", ".tbz2", ".tar", ".zip")
NOT_OPENED = (".rar", ".7z", ".zst")
"""Endings of archives that are named, and never opened."""
MAX_INNER = 50 * 2**20
"""Bytes of an archive within an archive."""
SHOWN, LONGEST = 3, 100
"""How many files a message names, with how many characters of each path."""


@dataclass(frozen=True)
class HandIn:
    """What was handed in.

    Attributes:
        name: of the hand-in.
        sources: the text of each module that was there, by the module's full name.
        elsewhere: for a module that was not taken, since it is not certain which file is meant, where its
            files lie.
    """

    name: str
    sources: Mapping[str, bytes]
    elsewhere: Mapping[str, str] = field(default_factory=dict)


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
    alone. Those in one place belong together; what is missing there and lies once elsewhere is taken, too.
    An archive that holds nothing but another one is opened, and a single `module.py` is a hand-in.

    Raises:
        NeedsLookError: the modules are in two places, or in what is not opened.
        HandInError: not readable, hostile, or without any of the modules.
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
        raise type(error)(printable(str(error))) from None
    except (*BROKEN, OSError) as error:
        raise HandInError(printable(f"{name} is damaged or no archive ({error})")) from None
    return HandIn(name, *_choose(candidates, rubric))


def _found(path: Path, rubric: Wanted) -> list[_Candidate]:
    """Return the files that could be modules, at least one, also in an archive within an archive."""
    if path.is_file() and path.suffix.lower() in (".py", ".ipynb"):
        if not any(_matches((path.name,), rubric)):
            raise _nothing_counts({(path.name,)}, rubric)
        return list(_candidates((path.name,), rubric, read_plain(path, MAX_FILE)))
    source: Path | bytes = path
    outer: Parts = ()  # the archive within the archive
    seen: set[Parts] = set()

    def limit(parts: Parts) -> int:
        seen.add((*outer, *parts))
        return MAX_FILE if any(_matches(parts, rubric)) else 0

    for _ in range(2):
        seen.clear()
        files = wanted_files(source, limit)
        found = [one for parts, content in files for one in _candidates(parts, rubric, content)]
        if found:
            return found
        archives = [parts for parts in seen if _ends(parts, ARCHIVES)]
        if len(archives) != 1 or outer:
            break
        (outer,) = archives
        inner = [content for _, content in wanted_files(source, _only(outer))]
        if len(inner) != 1:
            break
        source = inner[0]
    raise _nothing_counts(seen, rubric)


def _only(wanted: Parts) -> Callable[[Parts], int]:
    """Return a limit that wants one archive alone."""
    return lambda parts: MAX_INNER if parts == wanted else 0


def _ends(parts: Parts, endings: tuple[str, ...]) -> bool:
    """Return whether a file that is not hidden ends so: a Mac puts ._work.zip beside work.zip."""
    return parts[-1].lower().endswith(endings) and not parts[-1].startswith(".")


def _nothing_counts(seen: Collection[Parts], rubric: Wanted) -> HandInError:
    """Say what there is where none of the modules was found, and what to hand in."""
    said = f"the hand-in holds none of the files that count: {_files_that_count(rubric)}"
    packed = sorted(parts for parts in seen if _ends(parts, (*ARCHIVES, *NOT_OPENED)))
    notebooks = sorted(parts for parts in seen if _ends(parts, (".ipynb",)))
    if packed:
        were = "was" if len(packed) == 1 else "were"
        return NeedsLookError(
            f"{said}. {_listed(packed)} {were} not opened: hand in the folder, or one zip or tar of it"
        )
    if notebooks:
        are = "is a notebook" if len(notebooks) == 1 else "are notebooks"
        return NeedsLookError(
            f"{said}. {_listed(notebooks)} {are}: copy each function into its file and hand those in"
        )
    others = sorted(parts for parts in seen if _ends(parts, (".py",)))
    return HandInError(f"{said}. It has {_listed(others)}" if others else said)


def _listed(files: Sequence[Parts]) -> str:
    """Name the first of these files."""
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return ", ".join("/".join(parts)[-LONGEST:] for parts in files[:SHOWN]) + more


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

    @property
    def path(self) -> Parts:
        """Where it lies."""
        return (*self.root, *_full(self.module)[-self.length :])


def _full(module: str) -> Parts:
    *folders, name = module.split(".")
    return ("src", *folders, f"{name}.py")


def _matches(parts: Parts, rubric: Wanted) -> Iterator[tuple[str, int]]:
    """Yield the modules whose file a path could be, and how many of its last parts say so.

    A name alone says so where no other module has it.
    """
    names = [module.rpartition(".")[2] for module in rubric.modules]
    for module, name in zip(rubric.modules, names, strict=True):
        full = _full(module)
        for start in range(len(full) if names.count(name) == 1 else len(full) - 1):
            wanted = full[start:]
            if parts[-len(wanted) :] == wanted:
                yield module, len(wanted)
                break


def _candidates(parts: Parts, rubric: Wanted, content: bytes) -> Iterator[_Candidate]:
    for module, length in _matches(parts, rubric):
        yield _Candidate(module, parts[:-length], length, content)


def _choose(
    candidates: Iterable[_Candidate], rubric: Wanted
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Choose one file for each module: those of the place that names most of them best, and what lies once.

    Returns also where the files of the other modules lie that are there.
    """
    places: dict[tuple[Parts, int], dict[str, _Candidate]] = {}
    found = list(candidates)
    for candidate in found:
        depth = len(candidate.module.split("."))
        place = (candidate.root, depth + 1 - candidate.length)
        if candidate.module in places.setdefault(place, {}):
            raise NeedsLookError(f"the hand-in holds {candidate.module} twice")
        places[place][candidate.module] = candidate
    # The fuller path is the surer one; a lone module.py in tests/ or backup/ is not meant then.
    closest = min(missing for _, missing in places)
    roots = [root for root, missing in places if missing == closest]
    chosen: dict[str, _Candidate] = {}
    for root in roots:
        if chosen.keys() & places[(root, closest)].keys():
            listed = " and ".join(sorted("/".join(root) or "." for root in roots)[:SHOWN])
            raise NeedsLookError(f"the hand-in holds the assignment in several places: {listed}")
        chosen |= places[(root, closest)]
    beside = [one for one in found if [one.root] == roots and one.length == 1]
    if any(one.module.count(".") + 1 == closest for one in beside):  # files without their folders
        chosen = {**{one.module: one for one in beside}, **chosen}
    elsewhere = {}
    taken = dict(chosen)
    copies = {one.root for one in found if chosen.get(one.module, one) != one}
    for module in rubric.modules:
        files = [one for one in found if one.module == module and module not in chosen]
        if len(files) == 1 and files[0].root not in copies:
            taken[module] = files[0]
        elif files:  # one in another copy of the assignment may be an old one
            elsewhere[module] = printable(_listed(sorted(one.path for one in files)))
    return {module: one.content for module, one in taken.items()}, elsewhere
